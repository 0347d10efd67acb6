import { createFileRoute, Link, redirect, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { getSession } from "@/app/session/session";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
import { useHumanCheck } from "@/features/identity/human_check/use-human-check";
import { CodeForm } from "@/features/identity/sign_in/code-form";
import { signInCopy } from "@/features/identity/sign_in/copy";
import { type PendingCode, savePendingCode, readPendingCode, readPendingSignUp, clearPendingCode } from "@/features/identity/sign_in/pending-code";
import { useCompleteFirstFactor } from "@/features/identity/sign_in/use-complete-first-factor";
import { useCompleteSignIn } from "@/features/identity/sign_in/use-complete-sign-in";
import { firstPageAfterSignUp } from "@/features/organizations/onboarding/first-page";
import { mailedTokenIn, useMailedToken } from "@/features/identity/sign_in/mailed-token";
import { Button } from "@/ui/button";
import { FormError } from "@/ui/form/form-error";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

export const Route = createFileRoute("/verify")({
  beforeLoad: async ({ context, location }) => {
    if (mailedTokenIn(location) === undefined && (await getSession(context.queryClient))) throw redirect({ to: "/" });
  },
  component: VerifyPage,
  pendingComponent: AuthPending,
  errorComponent: StandaloneErrorPage,
});

/** Verifies the link or the code of an email. */
function VerifyPage() {
  const token = useMailedToken();
  const [pendingCode, setPendingCode] = useState(readPendingCode);
  if (token !== undefined) return <LinkPage token={token} />;
  if (!pendingCode) return <NoPendingCode />;
  return pendingCode.purpose === "sign-up" ? <SignUpCode pendingCode={pendingCode} onSent={setPendingCode} /> : <SignInCode pendingCode={pendingCode} onSent={setPendingCode} />;
}

type CodeProps = { pendingCode: PendingCode; onSent: (pendingCode: PendingCode) => void };

/** Asks for the code that completes a sign-up. */
function SignUpCode({ pendingCode, onSent }: CodeProps) {
  usePageTitle(signInCopy.verify.title);
  const navigate = useNavigate();
  const completeSignIn = useCompleteSignIn();
  const verify = api.useMutation("post", "/api/auth/signup/verify", {
    meta: { form: true },
    onSuccess: (me) => {
      clearPendingCode();
      completeSignIn(me, pendingCode.returnUrl ?? firstPageAfterSignUp(me));
    },
  });
  const resend = api.useMutation("post", "/api/auth/signup", {
    meta: { form: true },
    onSuccess: ({ email, expiresAt }, { body }) => {
      const updated = { ...pendingCode, email, expiresAt, sentAt: Date.now() };
      savePendingCode(updated, body);
      onSent(updated);
    },
  });
  const humanCheck = useHumanCheck("sign_up");
  const sendAgain = () => {
    const request = readPendingSignUp();
    if (request) return humanCheck.withProof((proof) => resend.mutate({ body: { ...request, ...proof } }));
    void navigate({ to: "/signup", search: { email: pendingCode.email } });
  };
  if (asApiError(verify.error)?.error.code === "WAITLISTED") {
    const copy = signInCopy.waitlisted;
    return (
      <AuthLayout title={copy.title}>
        <p role="status" className="break-words text-quiet">
          {copy.text(pendingCode.email)}
        </p>
        <Link to="/login" className={textLink} onClick={clearPendingCode}>
          {copy.back}
        </Link>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={signInCopy.verify.title}>
      <CodeForm
        {...pendingCode}
        submit={signInCopy.verify.submitSignUp}
        humanCheck={humanCheck.widget}
        verification={verify}
        onVerify={(code) => verify.mutate({ body: { email: pendingCode.email, code } })}
        resending={resend}
        onResend={sendAgain}
        secondaryAction={
          <Link to="/signup" className={textLink} onClick={clearPendingCode}>
            {signInCopy.verify.anotherAddress}
          </Link>
        }
      />
    </AuthLayout>
  );
}

/** Asks for a sign-in code. */
function SignInCode({ pendingCode, onSent }: CodeProps) {
  usePageTitle(signInCopy.verify.title);
  const completeFirstFactor = useCompleteFirstFactor();
  const verify = api.useMutation("post", "/api/auth/signin/code/verify", {
    meta: { form: true },
    onSuccess: (outcome) => {
      clearPendingCode();
      completeFirstFactor(outcome, pendingCode.returnUrl);
    },
  });
  const resend = api.useMutation("post", "/api/auth/signin/code", {
    meta: { form: true },
    onSuccess: ({ email, expiresAt }) => {
      const updated = { ...pendingCode, email, expiresAt, sentAt: Date.now() };
      savePendingCode(updated);
      onSent(updated);
    },
  });
  const humanCheck = useHumanCheck("sign_in");
  return (
    <AuthLayout title={signInCopy.verify.title}>
      <CodeForm
        {...pendingCode}
        submit={signInCopy.verify.submitSignIn}
        humanCheck={humanCheck.widget}
        verification={verify}
        onVerify={(code) => verify.mutate({ body: { email: pendingCode.email, code } })}
        resending={resend}
        onResend={() => humanCheck.withProof((proof) => resend.mutate({ body: { email: pendingCode.email, ...proof } }))}
        secondaryAction={
          <Link to="/login" search={pendingCode.returnUrl ? { returnUrl: pendingCode.returnUrl } : {}} className={textLink} onClick={clearPendingCode}>
            {signInCopy.verify.anotherAddress}
          </Link>
        }
      />
    </AuthLayout>
  );
}

/** Opens a sign-in link. It signs in only on a click, because mail scanners open links, too. In another browser than it
 * was requested in, it names the account and asks. */
function LinkPage({ token }: { token: string }) {
  usePageTitle(signInCopy.openedLink.title);
  const completeFirstFactor = useCompleteFirstFactor();
  const verify = api.useMutation("post", "/api/auth/signin/link/verify", {
    meta: { form: true },
    onSuccess: (outcome) => completeFirstFactor("me" in outcome ? outcome.me : outcome, outcome.returnUrl),
  });
  const [account, setAccount] = useState<string | null>(null);
  const confirmed = accountToConfirm(verify.error);
  if (confirmed !== null && confirmed !== account) setAccount(confirmed);
  if (asApiError(verify.error)?.error.code === "INVALID_CODE") {
    return (
      <AuthLayout title={signInCopy.openedLink.title}>
        <Notice tone="warning" title={signInCopy.invalidLink.title}>
          {signInCopy.invalidLink.detail}
        </Notice>
        <Button asChild variant="primary">
          <Link to="/login">{signInCopy.invalidLink.requestAnother}</Link>
        </Button>
      </AuthLayout>
    );
  }
  if (account !== null) {
    const copy = signInCopy.confirmAccount;
    return (
      <AuthLayout title={copy.title}>
        <p className="text-quiet">
          {copy.before} <strong className="font-medium break-all">{account}</strong>
          {copy.after}
        </p>
        {confirmed === null && <FormError error={verify.error} />}
        <Button variant="primary" pending={verify.isPending} onClick={() => verify.mutate({ body: { token, email: account } })}>
          {copy.submit(account)}
        </Button>
        <Link to="/login" className={textLink}>
          {copy.cancel}
        </Link>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={signInCopy.openedLink.title}>
      <p className="text-quiet">{signInCopy.openedLink.text}</p>
      <FormError error={verify.error} />
      <Button variant="primary" autoFocus pending={verify.isPending} onClick={() => verify.mutate({ body: { token } })}>
        {signInCopy.openedLink.submit}
      </Button>
    </AuthLayout>
  );
}

/** The account that an error asks to confirm. */
function accountToConfirm(error: unknown): string | null {
  const apiError = asApiError(error);
  const { email } = (apiError?.error.context ?? {}) as { email?: unknown };
  return apiError?.error.code === "CONFIRM_ACCOUNT" && typeof email === "string" ? email : null;
}

function NoPendingCode() {
  usePageTitle(signInCopy.noCode.title);
  return (
    <AuthLayout title={signInCopy.noCode.title}>
      <p className="text-quiet">{signInCopy.noCode.text}</p>
      <div className="flex flex-wrap gap-2">
        <Button asChild variant="primary">
          <Link to="/login">{signInCopy.noCode.signIn}</Link>
        </Button>
        <Button asChild>
          <Link to="/signup">{signInCopy.noCode.signUp}</Link>
        </Button>
      </div>
    </AuthLayout>
  );
}
