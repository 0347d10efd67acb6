import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import type { ConfirmationMethod } from "@/api/types";
import { passkeysCopy } from "@/features/identity/passkeys/copy";
import { PasskeyButton } from "@/features/identity/passkeys/passkey-button";
import { provePasskey } from "@/features/identity/passkeys/web-authn";
import { Button } from "@/ui/button";
import { Dialog, DialogContent } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { ListError } from "@/ui/paged-list";
import { Skeleton } from "@/ui/skeleton";
import { stepUpCopy as copy } from "./copy";

/** Asks for the password, a code of the second factor, or an emailed code. */
export function StepUpDialog({ onClose }: { onClose: (isConfirmed: boolean) => void }) {
  const methods = api.useQuery("get", "/api/auth/confirm", {}, { staleTime: 0, gcTime: 0 });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose(false)}>
      <DialogContent title={copy.title} description={copy.text}>
        {methods.isPending ? (
          <Skeleton className="h-20" />
        ) : methods.data === undefined ? (
          <ListError error={methods.error} onRetry={methods.refetch} pending={methods.isFetching} />
        ) : (
          <>
            {methods.data.items.includes("passkey") && <PasskeyConfirmation onConfirmed={() => onClose(true)} />}
            <ConfirmationForm methods={methods.data.items.filter((method) => method !== "passkey")} onConfirmed={() => onClose(true)} />
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}

function PasskeyConfirmation({ onConfirmed }: { onConfirmed: () => void }) {
  const start = api.useMutation("post", "/api/auth/confirm/passkey", { meta: { form: true } });
  const confirm = api.useMutation("post", "/api/auth/confirm", { meta: { form: true } });
  const run = async () => {
    const passkey = await provePasskey(await start.mutateAsync({}));
    await confirm.mutateAsync({ body: { passkey } });
    onConfirmed();
  };
  return <PasskeyButton label={passkeysCopy.confirm} run={run} />;
}

/** A proof that is typed. */
type TypedMethod = Exclude<ConfirmationMethod, "passkey">;

/** What browsers and password managers fill in. */
const autoComplete = { password: "current-password", code: "one-time-code", emailCode: "one-time-code" } as const;

type ConfirmationFormProps = { methods: readonly TypedMethod[]; onConfirmed: () => void };

function ConfirmationForm({ methods, onConfirmed }: ConfirmationFormProps) {
  const [chosen, setChosen] = useState<TypedMethod | null>(null);
  const method = chosen ?? methods[0] ?? "emailCode";
  const confirm = api.useMutation("post", "/api/auth/confirm", { meta: { form: true }, onSuccess: onConfirmed });
  const send = api.useMutation("post", "/api/auth/confirm/code", { meta: { form: true } });
  const form = useFields({ password: "", code: "", emailCode: "" }, confirm.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // React bubbles events through portals, and the dialog may have been opened by a form.
    event.stopPropagation();
    confirm.mutate({ body: { [method]: form.values[method] } });
  };
  const choose = (other: TypedMethod) => {
    confirm.reset();
    setChosen(other);
  };
  if (method === "emailCode" && !send.data) {
    return (
      <div className="grid gap-4">
        <FormError error={send.error} />
        <Button variant="primary" pending={send.isPending} onClick={() => send.mutate({})}>
          {copy.sendCode}
        </Button>
      </div>
    );
  }
  return (
    <form className="grid gap-4" onSubmit={submit}>
      {send.data && <p className="text-quiet">{copy.sentTo(send.data.email)}</p>}
      <FormError error={confirm.error} fields={[method]} />
      <Field
        key={method}
        label={copy[method]}
        type={method === "password" ? "password" : "text"}
        required
        autoFocus
        autoComplete={autoComplete[method]}
        spellCheck={false}
        {...(method === "code" ? { hint: copy.codeHint } : {})}
        {...form.input(method)}
      />
      <SubmitButton pending={confirm.isPending}>{copy.submit}</SubmitButton>
      {methods
        .filter((other) => other !== method)
        .map((other) => (
          <Button key={other} variant="ghost" size="small" className="justify-self-start" onClick={() => choose(other)}>
            {copy.instead[other]}
          </Button>
        ))}
    </form>
  );
}
