import { createFileRoute, Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { AuthLayout } from "@/app/shell/auth-layout";
import { useHumanCheck } from "@/features/identity/human_check/use-human-check";
import { signInCopy } from "@/features/identity/sign_in/copy";
import { EmailSent } from "@/features/identity/sign_in/email-sent";
import { type SentEmail, toSentEmail } from "@/features/identity/sign_in/sent-email";
import { useCompleteFirstFactor } from "@/features/identity/sign_in/use-complete-first-factor";
import { useMailedToken } from "@/features/identity/sign_in/mailed-token";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

export const Route = createFileRoute("/reset")({
  component: ResetPage,
});

/** Requests a reset link; with the token of a link, sets the new password. */
function ResetPage() {
  const token = useMailedToken();
  return token === undefined ? <ForgotPassword /> : <NewPassword token={token} />;
}

function ForgotPassword() {
  usePageTitle(signInCopy.forgotPassword.title);
  const [sent, setSent] = useState<SentEmail | null>(null);
  const send = api.useMutation("post", "/api/auth/password/forgot", { meta: { form: true }, onSuccess: (answer) => setSent(toSentEmail(answer)) });
  const humanCheck = useHumanCheck("reset_password");
  const form = useFields({ email: "" }, send.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    humanCheck.withProof((proof) => send.mutate({ body: { ...form.values, ...proof } }));
  };
  if (sent) {
    return (
      <AuthLayout title={signInCopy.forgotPassword.sentTitle}>
        {humanCheck.widget}
        <EmailSent
          sent={sent}
          resending={send}
          onResend={() => humanCheck.withProof((proof) => send.mutate({ body: { email: sent.email, ...proof } }))}
          secondaryAction={
            <Button variant="ghost" size="small" onClick={() => setSent(null)}>
              {signInCopy.forgotPassword.anotherAddress}
            </Button>
          }
        />
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={signInCopy.forgotPassword.title}>
      <p className="text-quiet">{signInCopy.forgotPassword.text}</p>
      <FormError error={send.error} fields={["email"]} />
      <form className="grid gap-4" onSubmit={submit}>
        <Field label={signInCopy.forgotPassword.email} type="email" autoComplete="username" required autoFocus {...form.input("email")} />
        {humanCheck.widget}
        <SubmitButton pending={send.isPending}>{signInCopy.forgotPassword.submit}</SubmitButton>
      </form>
      <p className="text-quiet">
        {signInCopy.forgotPassword.remembered}{" "}
        <Link to="/login" className={textLink}>
          {signInCopy.forgotPassword.signIn}
        </Link>
      </p>
    </AuthLayout>
  );
}

function NewPassword({ token }: { token: string }) {
  usePageTitle(signInCopy.newPassword.title);
  const completeFirstFactor = useCompleteFirstFactor();
  const reset = api.useMutation("post", "/api/auth/password/reset", { meta: { form: true }, onSuccess: (outcome) => completeFirstFactor(outcome, undefined) });
  const form = useFields({ password: "" }, reset.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate({ body: { token, password: form.values.password } });
  };
  if (asApiError(reset.error)?.error.code === "INVALID_CODE") {
    return (
      <AuthLayout title={signInCopy.newPassword.title}>
        <Notice tone="warning" title={signInCopy.invalidLink.title}>
          {signInCopy.invalidLink.detail}
        </Notice>
        <Button asChild variant="primary">
          <Link to="/reset">{signInCopy.invalidLink.requestAnother}</Link>
        </Button>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={signInCopy.newPassword.title}>
      <p className="text-quiet">{signInCopy.newPassword.text}</p>
      <FormError error={reset.error} fields={["password"]} />
      <form className="grid gap-4" onSubmit={submit}>
        <Field
          label={signInCopy.newPassword.password}
          type="password"
          autoComplete="new-password"
          required
          autoFocus
          minLength={8}
          maxLength={128}
          hint={signInCopy.newPassword.passwordHint}
          {...form.input("password")}
        />
        <SubmitButton pending={reset.isPending}>{signInCopy.newPassword.submit}</SubmitButton>
      </form>
    </AuthLayout>
  );
}
