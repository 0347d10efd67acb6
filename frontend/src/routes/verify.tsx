import { createFileRoute, Link, redirect, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { getSession } from "@/app/session/session";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
import { CodeForm } from "@/features/identity/sign_in/code-form";
import { type PendingCode, savePendingCode, readPendingCode, readPendingSignUp, clearPendingCode } from "@/features/identity/sign_in/pending-code";
import { useCompleteSignIn } from "@/features/identity/sign_in/use-complete-sign-in";
import { firstPageAfterSignUp } from "@/features/organizations/onboarding/first-page";
import { Button } from "@/ui/button";
import { FormError } from "@/ui/form/form-error";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

export const Route = createFileRoute("/verify")({
  validateSearch: (search): { token?: string } => (typeof search.token === "string" ? { token: search.token } : {}),
  beforeLoad: async ({ context, search }) => {
    if (search.token === undefined && (await getSession(context.queryClient))) throw redirect({ to: "/" });
  },
  component: VerifyPage,
  pendingComponent: AuthPending,
  errorComponent: StandaloneErrorPage,
});

/** Verifies the link or the code of an email. */
function VerifyPage() {
  const { token } = Route.useSearch();
  const [pendingCode, setPendingCode] = useState(readPendingCode);
  if (token !== undefined) return <LinkPage token={token} />;
  if (!pendingCode) return <NoPendingCode />;
  return pendingCode.purpose === "sign-up" ? <SignUpCode pendingCode={pendingCode} onSent={setPendingCode} /> : <SignInCode pendingCode={pendingCode} onSent={setPendingCode} />;
}

type CodeProps = { pendingCode: PendingCode; onSent: (pendingCode: PendingCode) => void };

/** Asks for the code that completes a sign-up. */
function SignUpCode({ pendingCode, onSent }: CodeProps) {
  usePageTitle("Enter the code");
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
  const sendAgain = () => {
    const request = readPendingSignUp();
    if (request) return resend.mutate({ body: request });
    void navigate({ to: "/signup", search: { email: pendingCode.email } });
  };
  return (
    <AuthLayout title="Enter the code">
      <CodeForm
        {...pendingCode}
        submit="Create the account"
        verification={verify}
        onVerify={(code) => verify.mutate({ body: { email: pendingCode.email, code } })}
        resending={resend}
        onResend={sendAgain}
        secondaryAction={
          <Link to="/signup" className={textLink} onClick={clearPendingCode}>
            Use another address
          </Link>
        }
      />
    </AuthLayout>
  );
}

/** Asks for a sign-in code. */
function SignInCode({ pendingCode, onSent }: CodeProps) {
  usePageTitle("Enter the code");
  const completeSignIn = useCompleteSignIn();
  const verify = api.useMutation("post", "/api/auth/signin/code/verify", {
    meta: { form: true },
    onSuccess: (me) => {
      clearPendingCode();
      completeSignIn(me, pendingCode.returnUrl);
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
  return (
    <AuthLayout title="Enter the code">
      <CodeForm
        {...pendingCode}
        submit="Sign in"
        verification={verify}
        onVerify={(code) => verify.mutate({ body: { email: pendingCode.email, code } })}
        resending={resend}
        onResend={() => resend.mutate({ body: { email: pendingCode.email } })}
        secondaryAction={
          <Link to="/login" search={pendingCode.returnUrl ? { returnUrl: pendingCode.returnUrl } : {}} className={textLink} onClick={clearPendingCode}>
            Use another address
          </Link>
        }
      />
    </AuthLayout>
  );
}

/** Opens a sign-in link. It signs in only on a click, because mail scanners open links, too. */
function LinkPage({ token }: { token: string }) {
  usePageTitle("Sign in");
  const completeSignIn = useCompleteSignIn();
  const verify = api.useMutation("post", "/api/auth/signin/link/verify", {
    meta: { form: true },
    onSuccess: ({ me, returnUrl }) => completeSignIn(me, returnUrl),
  });
  if (asApiError(verify.error)?.error.code === "INVALID_CODE") {
    return (
      <AuthLayout title="Sign in">
        <Notice tone="warning" title="This link does not work any more">
          It has expired, or it was used already. Each link works once, and the newest is the one to take.
        </Notice>
        <Button asChild variant="primary">
          <Link to="/login">Ask for another</Link>
        </Button>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Sign in">
      <p className="text-quiet">You opened a link from your mail. One press, and you are signed in in this browser.</p>
      <FormError error={verify.error} />
      <Button variant="primary" autoFocus pending={verify.isPending} onClick={() => verify.mutate({ body: { token } })}>
        Sign in
      </Button>
    </AuthLayout>
  );
}

function NoPendingCode() {
  usePageTitle("No code is awaited");
  return (
    <AuthLayout title="No code is awaited here">
      <p className="text-quiet">A code is entered in the tab in which it was asked for. Ask for another one here, if that tab is closed.</p>
      <div className="flex flex-wrap gap-2">
        <Button asChild variant="primary">
          <Link to="/login">Sign in</Link>
        </Button>
        <Button asChild>
          <Link to="/signup">Create an account</Link>
        </Button>
      </div>
    </AuthLayout>
  );
}
