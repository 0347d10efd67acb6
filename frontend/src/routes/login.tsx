import { createFileRoute, Link, redirect, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { api } from "@/api/client";
import { safeReturnUrl } from "@/app/session/return-url";
import { getSession } from "@/app/session/session";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
import { ParkedAccounts } from "@/features/identity/accounts/parked-accounts";
import { useHumanCheck } from "@/features/identity/human_check/use-human-check";
import { describeCallbackError } from "@/features/identity/oauth/callback-errors";
import { ProviderButtons } from "@/features/identity/oauth/provider-buttons";
import { providersQuery } from "@/features/identity/oauth/queries";
import { passkeysCopy } from "@/features/identity/passkeys/copy";
import { PasskeyButton } from "@/features/identity/passkeys/passkey-button";
import { provePasskey } from "@/features/identity/passkeys/web-authn";
import { loginHintOf } from "@/features/identity/authorization_server/login-hint";
import { signInCopy } from "@/features/identity/sign_in/copy";
import { EmailSent } from "@/features/identity/sign_in/email-sent";
import { type SentEmail, toSentEmail } from "@/features/identity/sign_in/sent-email";
import { OrSeparator } from "@/features/identity/sign_in/or-separator";
import { savePendingCode } from "@/features/identity/sign_in/pending-code";
import { useCompleteFirstFactor } from "@/features/identity/sign_in/use-complete-first-factor";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

type Search = { returnUrl?: string; ended?: boolean; problem?: string };

export const Route = createFileRoute("/login")({
  validateSearch: (search): Search => ({
    ...(typeof search.returnUrl === "string" ? { returnUrl: search.returnUrl } : {}),
    ...(search.ended === true ? { ended: true } : {}),
    ...(typeof search.problem === "string" ? { problem: search.problem } : {}),
  }),
  beforeLoad: async ({ context, search }) => {
    void context.queryClient.prefetchQuery(providersQuery);
    const me = await getSession(context.queryClient);
    if (me) throw redirect({ href: safeReturnUrl(search.returnUrl) });
  },
  // Loads the provider buttons before the first paint; a failure leaves them out.
  loader: ({ context }) => context.queryClient.ensureQueryData(providersQuery).then(() => undefined, () => undefined),
  component: LoginPage,
  pendingComponent: AuthPending,
  errorComponent: StandaloneErrorPage,
});

function LoginPage() {
  const [sent, setSent] = useState<SentEmail | null>(null);
  return sent ? <LinkSent first={sent} onBack={() => setSent(null)} /> : <SignInForm onLinkSent={setSent} />;
}

/** The return URL, if it is safe and not the start page. */
function useReturnUrl(): string | undefined {
  const { returnUrl } = Route.useSearch();
  const safe = safeReturnUrl(returnUrl);
  return safe === "/" ? undefined : safe;
}

function SignInForm({ onLinkSent }: { onLinkSent: (sent: SentEmail) => void }) {
  usePageTitle(signInCopy.signIn.title);
  const { ended, problem } = Route.useSearch();
  const returnUrl = useReturnUrl();
  const completeFirstFactor = useCompleteFirstFactor();
  const navigate = useNavigate();
  const emailInput = useRef<HTMLInputElement>(null);
  const signIn = api.useMutation("post", "/api/auth/signin", {
    meta: { form: true },
    onSuccess: (result) => {
      // tokens are for clients that are not pages
      if (!("accessToken" in result)) completeFirstFactor(result, returnUrl);
    },
  });
  const humanCheck = useHumanCheck("sign_in");
  const startPasskey = api.useMutation("post", "/api/auth/signin/passkey/options", { meta: { form: true } });
  const signInWithPasskey = api.useMutation("post", "/api/auth/signin/passkey", { meta: { form: true } });
  const signInByPasskey = async () => {
    const passkey = await provePasskey(await startPasskey.mutateAsync({}));
    completeFirstFactor(await signInWithPasskey.mutateAsync({ body: passkey }), returnUrl);
  };
  const sendCode = api.useMutation("post", "/api/auth/signin/code", {
    meta: { form: true },
    onSuccess: ({ email, expiresAt }) => {
      savePendingCode({ purpose: "sign-in", email, sentAt: Date.now(), expiresAt, returnUrl });
      void navigate({ to: "/verify" });
    },
  });
  const sendLink = api.useMutation("post", "/api/auth/signin/link", { meta: { form: true }, onSuccess: (answer) => onLinkSent(toSentEmail(answer)) });
  const error = signIn.error ?? sendCode.error ?? sendLink.error;
  const form = useFields({ email: loginHintOf(returnUrl), password: "" }, error);
  const clearErrors = () => {
    for (const mutation of [signIn, sendCode, sendLink]) mutation.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    clearErrors();
    humanCheck.withProof((proof) => signIn.mutate({ body: { ...form.values, ...proof } }));
  };
  /** Sends an email if the address is valid. */
  const sendEmail = (send: (proof: { turnstileToken?: string }) => void) => {
    if (!emailInput.current?.reportValidity()) return;
    clearErrors();
    humanCheck.withProof(send);
  };
  const { email } = form.values;
  const callbackError = problem === undefined ? null : describeCallbackError(problem);
  return (
    <AuthLayout title={signInCopy.signIn.title}>
      {ended && !error && <Notice tone="info" title={signInCopy.signIn.sessionEnded.title}>{signInCopy.signIn.sessionEnded.detail}</Notice>}
      {callbackError && !error && <Notice tone="danger" title={callbackError.title}>{callbackError.detail}</Notice>}
      <ParkedAccounts target={returnUrl} />
      <FormError error={error} fields={["email", "password"]} />
      <form className="grid gap-4" onSubmit={submit}>
        <Field ref={emailInput} label={signInCopy.signIn.email} type="email" autoComplete="username" required autoFocus {...form.input("email")} />
        <Field label={signInCopy.signIn.password} type="password" autoComplete="current-password" required {...form.input("password")} />
        {humanCheck.widget}
        <SubmitButton pending={signIn.isPending} className="mt-1">
          {signInCopy.signIn.submit}
        </SubmitButton>
        <Link to="/reset" className={`justify-self-start ${textLink}`}>
          {signInCopy.signIn.forgotPassword}
        </Link>
      </form>
      <OrSeparator />
      <div className="grid gap-2">
        <div className="grid grid-cols-2 gap-2">
          <Button pending={sendCode.isPending} onClick={() => sendEmail((proof) => sendCode.mutate({ body: { email, ...proof } }))}>
            {signInCopy.signIn.sendCode}
          </Button>
          <Button pending={sendLink.isPending} onClick={() => sendEmail((proof) => sendLink.mutate({ body: { email, ...(returnUrl ? { returnUrl } : {}), ...proof } }))}>
            {signInCopy.signIn.sendLink}
          </Button>
        </div>
        <PasskeyButton label={passkeysCopy.signIn} run={signInByPasskey} />
        <ProviderButtons returnUrl={returnUrl} />
        <Button asChild>
          <Link to="/sso" search={returnUrl ? { returnUrl } : {}}>
            {signInCopy.signIn.sso}
          </Link>
        </Button>
      </div>
      <p className="text-quiet">
        {signInCopy.signIn.newHere}{" "}
        <Link to="/signup" search={returnUrl ? { returnUrl } : {}} className={textLink}>
          {signInCopy.signIn.signUp}
        </Link>
      </p>
    </AuthLayout>
  );
}

function LinkSent({ first, onBack }: { first: SentEmail; onBack: () => void }) {
  usePageTitle(signInCopy.linkSent.title);
  const returnUrl = useReturnUrl();
  const [sent, setSent] = useState(first);
  const humanCheck = useHumanCheck("sign_in");
  const resend = api.useMutation("post", "/api/auth/signin/link", { meta: { form: true }, onSuccess: (answer) => setSent(toSentEmail(answer)) });
  return (
    <AuthLayout title={signInCopy.linkSent.title}>
      {humanCheck.widget}
      <EmailSent
        sent={sent}
        resending={resend}
        onResend={() => humanCheck.withProof((proof) => resend.mutate({ body: { email: sent.email, ...(returnUrl ? { returnUrl } : {}), ...proof } }))}
        secondaryAction={
          <Button variant="ghost" size="small" onClick={onBack}>
            {signInCopy.linkSent.anotherWay}
          </Button>
        }
      />
    </AuthLayout>
  );
}
