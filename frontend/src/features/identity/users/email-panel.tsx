import { BadgeCheck, MailWarning } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session/session";
import { useRefetchSession } from "@/app/session/session";
import { CodeForm } from "@/features/identity/sign_in/code-form";
import { type SentEmail, toSentEmail } from "@/features/identity/sign_in/sent-email";
import { Button } from "@/ui/button";
import { Dialog, DialogContent } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { usersCopy } from "./copy";

/** Changes the user's email address, confirmed by a code that is sent to the new one. */
export function EmailPanel() {
  const { user } = useSession();
  const refetchSession = useRefetchSession();
  const [sent, setSent] = useState<SentEmail | null>(null);
  const send = api.useMutation("post", "/api/user/email", { meta: { form: true }, onSuccess: (answer) => setSent(toSentEmail(answer)) });
  const form = useFields({ email: "" }, send.error);
  const verify = api.useMutation("post", "/api/user/email/verify", {
    meta: { form: true },
    onSuccess: async ({ email }) => {
      await refetchSession();
      setSent(null);
      form.reset();
      toast.success(usersCopy.email.changed(email));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate({ body: { email: form.values.email } });
  };
  return (
    <Panel title={usersCopy.email.title}>
      <div className="grid gap-4 p-4">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <strong className="font-medium break-all">{user.email}</strong>
          {user.emailVerified ? (
            <span className="inline-flex items-center gap-1 text-xs text-success">
              <BadgeCheck aria-hidden className="size-3.5" />
              {usersCopy.email.verified}
            </span>
          ) : (
            <>
              <span className="inline-flex items-center gap-1 text-xs text-warning">
                <MailWarning aria-hidden className="size-3.5" />
                {usersCopy.email.notVerified}
              </span>
              <Button size="small" disabled={send.isPending} onClick={() => send.mutate({ body: { email: user.email } })}>
                {usersCopy.email.sendCode}
              </Button>
            </>
          )}
        </p>
        <form className="grid max-w-sm gap-4" onSubmit={submit}>
          <FormError error={sent ? null : send.error} fields={["email"]} />
          <Field
            label={usersCopy.email.label}
            type="email"
            required
            autoComplete="email"
            hint={usersCopy.email.hint}
            {...form.input("email")}
          />
          <SubmitButton variant="outline" pending={send.isPending} className="justify-self-start">
            {usersCopy.email.submit}
          </SubmitButton>
        </form>
      </div>
      <Dialog open={sent !== null} onOpenChange={(open) => !open && setSent(null)}>
        <DialogContent title={usersCopy.email.dialogTitle}>
          {sent && (
            <CodeForm
              {...sent}
              submit={usersCopy.email.verify}
              verification={verify}
              onVerify={(code) => verify.mutate({ body: { code } })}
              resending={send}
              onResend={() => send.mutate({ body: { email: sent.email } })}
            />
          )}
        </DialogContent>
      </Dialog>
    </Panel>
  );
}
