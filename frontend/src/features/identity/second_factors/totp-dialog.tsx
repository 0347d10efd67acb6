import type { FormEvent } from "react";
import { api } from "@/api/client";
import type { TotpSetUp } from "@/api/types";
import { Dialog, DialogContent } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { secondFactorsCopy } from "./copy";
import { QrCode } from "./qr-code";

const copy = secondFactorsCopy.setUp;

type TotpDialogProps = { setUp: TotpSetUp; onConfirmed: (backupCodes: readonly string[]) => void; onClose: () => void };

/** Shows the secret of a new authenticator app and asks for its first code. */
export function TotpDialog({ setUp, onConfirmed, onClose }: TotpDialogProps) {
  const confirm = api.useMutation("post", "/api/user/second-factors/totp/confirm", {
    meta: { form: true },
    onSuccess: ({ backupCodes }) => onConfirmed(backupCodes),
  });
  const form = useFields({ code: "" }, confirm.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate({ body: form.values });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={copy.title} description={copy.text}>
        <QrCode text={setUp.uri} label={copy.qrCode} />
        <CopyableSecret label={copy.key} value={setUp.secret} />
        <form className="grid gap-4" onSubmit={submit}>
          <FormError error={confirm.error} fields={["code"]} />
          <Field label={copy.code} required autoFocus inputMode="numeric" autoComplete="one-time-code" spellCheck={false} maxLength={32} {...form.input("code")} />
          <SubmitButton pending={confirm.isPending}>{copy.submit}</SubmitButton>
        </form>
      </DialogContent>
    </Dialog>
  );
}
