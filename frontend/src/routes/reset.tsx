import { createFileRoute, Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { AuthLayout } from "@/app/shell/auth-layout";
import { EmailSent, type SentEmail, toSentEmail } from "@/features/identity/sign_in/email-sent";
import { useCompleteSignIn } from "@/features/identity/sign_in/use-complete-sign-in";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

export const Route = createFileRoute("/reset")({
  validateSearch: (search): { token?: string } => (typeof search.token === "string" ? { token: search.token } : {}),
  component: ResetPage,
});

/** Requests a reset link; with the token of a link, sets the new password. */
function ResetPage() {
  const { token } = Route.useSearch();
  return token === undefined ? <ForgotPassword /> : <NewPassword token={token} />;
}

function ForgotPassword() {
  usePageTitle("Forgot your password?");
  const [sent, setSent] = useState<SentEmail | null>(null);
  const send = api.useMutation("post", "/api/auth/password/forgot", { meta: { form: true }, onSuccess: (answer) => setSent(toSentEmail(answer)) });
  const form = useFields({ email: "" }, send.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate({ body: form.values });
  };
  if (sent) {
    return (
      <AuthLayout title="Look into your mail">
        <EmailSent
          sent={sent}
          resending={send}
          onResend={() => send.mutate({ body: { email: sent.email } })}
          secondaryAction={
            <Button variant="ghost" size="small" onClick={() => setSent(null)}>
              Use another address
            </Button>
          }
        />
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Forgot your password?">
      <p className="text-quiet">You get a link by which you choose a new one.</p>
      <FormError error={send.error} fields={["email"]} />
      <form className="grid gap-4" onSubmit={submit}>
        <Field label="E-mail" type="email" autoComplete="username" required autoFocus {...form.input("email")} />
        <SubmitButton pending={send.isPending}>Send the link</SubmitButton>
      </form>
      <p className="text-quiet">
        Remembered?{" "}
        <Link to="/login" className={textLink}>
          Sign in
        </Link>
      </p>
    </AuthLayout>
  );
}

function NewPassword({ token }: { token: string }) {
  usePageTitle("Choose a new password");
  const completeSignIn = useCompleteSignIn();
  const reset = api.useMutation("post", "/api/auth/password/reset", { meta: { form: true }, onSuccess: (me) => completeSignIn(me, "/") });
  const form = useFields({ password: "" }, reset.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate({ body: { token, password: form.values.password } });
  };
  if (asApiError(reset.error)?.error.code === "INVALID_CODE") {
    return (
      <AuthLayout title="Choose a new password">
        <Notice tone="warning" title="This link does not work any more">
          It has expired, or it was used already. Each link works once, and the newest is the one to take.
        </Notice>
        <Button asChild variant="primary">
          <Link to="/reset">Ask for another</Link>
        </Button>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Choose a new password">
      <p className="text-quiet">It takes the place of the old one, and you are signed out everywhere else.</p>
      <FormError error={reset.error} fields={["password"]} />
      <form className="grid gap-4" onSubmit={submit}>
        <Field
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          autoFocus
          minLength={8}
          maxLength={128}
          hint="At least 8 characters."
          {...form.input("password")}
        />
        <SubmitButton pending={reset.isPending}>Set the password</SubmitButton>
      </form>
    </AuthLayout>
  );
}
