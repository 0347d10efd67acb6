import type { FormEvent } from "react";
import { Dialog, DialogContent } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { secondFactorsCopy } from "./copy";

type CodeDialogProps = {
  copy: { title: string; text: string; submit: string };
  /** What the code is sent to. */
  request: { error: unknown; isPending: boolean };
  danger?: boolean;
  onSubmit: (code: string) => void;
  onClose: () => void;
};

/** Asks for a code of the second factor before a change. */
export function CodeDialog({ copy, request, danger, onSubmit, onClose }: CodeDialogProps) {
  const form = useFields({ code: "" }, request.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(form.values.code);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={copy.title} description={copy.text}>
        <form className="grid gap-4" onSubmit={submit}>
          <FormError error={request.error} fields={["code"]} />
          <Field label={secondFactorsCopy.signIn.code} required autoFocus autoComplete="one-time-code" spellCheck={false} maxLength={64} {...form.input("code")} />
          <SubmitButton variant={danger ? "danger" : "primary"} pending={request.isPending}>
            {copy.submit}
          </SubmitButton>
        </form>
      </DialogContent>
    </Dialog>
  );
}
