import { createFileRoute, Link, redirect, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/problem";
import { whoever } from "@/app/session/session";
import { Entrance } from "@/app/shell/auth-layout";
import { EntrancePending } from "@/app/shell/auth-pending";
import { BareErrorPage } from "@/app/shell/problem-pages";
import { CodeForm } from "@/features/identity/sign_in/code-form";
import { type AwaitedCode, awaitCode, awaitedCode, awaitedSignUp, forgetAwaitedCode } from "@/features/identity/sign_in/pending-code";
import { useArrival } from "@/features/identity/sign_in/use-complete-sign-in";
import { beginning } from "@/features/organizations/onboarding/first-page";
import { Button } from "@/ui/button";
import { FormProblem } from "@/ui/form/form-problem";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

export const Route = createFileRoute("/verify")({
  validateSearch: (search): { token?: string } => (typeof search.token === "string" ? { token: search.token } : {}),
  beforeLoad: async ({ context, search }) => {
    if (search.token === undefined && (await whoever(context.queryClient))) throw redirect({ to: "/" });
  },
  component: VerifyPage,
  pendingComponent: EntrancePending,
  errorComponent: BareErrorPage,
});

/** Where a mail leads: its code is entered here, its link opened. */
function VerifyPage() {
  const { token } = Route.useSearch();
  const [awaited, setAwaited] = useState(awaitedCode);
  if (token !== undefined) return <LinkPage token={token} />;
  if (!awaited) return <NothingAwaited />;
  return awaited.purpose === "sign-up" ? <SignUpCode awaited={awaited} onSent={setAwaited} /> : <SignInCode awaited={awaited} onSent={setAwaited} />;
}

type CodeProps = { awaited: AwaitedCode; onSent: (awaited: AwaitedCode) => void };

/** The code that ends a sign-up. */
function SignUpCode({ awaited, onSent }: CodeProps) {
  usePageTitle("Enter the code");
  const navigate = useNavigate();
  const arrive = useArrival();
  const verify = api.useMutation("post", "/api/auth/signup/verify", {
    meta: { form: true },
    onSuccess: (me) => {
      forgetAwaitedCode();
      arrive(me, awaited.returnUrl ?? beginning(me));
    },
  });
  const again = api.useMutation("post", "/api/auth/signup", {
    meta: { form: true },
    onSuccess: ({ email, expiresAt }, { body }) => {
      const renewed = { ...awaited, email, expiresAt, sentAt: Date.now() };
      awaitCode(renewed, body);
      onSent(renewed);
    },
  });
  const resend = () => {
    const request = awaitedSignUp();
    if (request) return again.mutate({ body: request });
    void navigate({ to: "/signup", search: { email: awaited.email } });
  };
  return (
    <Entrance title="Enter the code">
      <CodeForm
        {...awaited}
        submit="Create the account"
        verification={verify}
        onVerify={(code) => verify.mutate({ body: { email: awaited.email, code } })}
        resending={again}
        onResend={resend}
        elsewhere={
          <Link to="/signup" className={textLink} onClick={forgetAwaitedCode}>
            Use another address
          </Link>
        }
      />
    </Entrance>
  );
}

/** The code that signs in. */
function SignInCode({ awaited, onSent }: CodeProps) {
  usePageTitle("Enter the code");
  const arrive = useArrival();
  const verify = api.useMutation("post", "/api/auth/signin/code/verify", {
    meta: { form: true },
    onSuccess: (me) => {
      forgetAwaitedCode();
      arrive(me, awaited.returnUrl);
    },
  });
  const again = api.useMutation("post", "/api/auth/signin/code", {
    meta: { form: true },
    onSuccess: ({ email, expiresAt }) => {
      const renewed = { ...awaited, email, expiresAt, sentAt: Date.now() };
      awaitCode(renewed);
      onSent(renewed);
    },
  });
  return (
    <Entrance title="Enter the code">
      <CodeForm
        {...awaited}
        submit="Sign in"
        verification={verify}
        onVerify={(code) => verify.mutate({ body: { email: awaited.email, code } })}
        resending={again}
        onResend={() => again.mutate({ body: { email: awaited.email } })}
        elsewhere={
          <Link to="/login" search={awaited.returnUrl ? { returnUrl: awaited.returnUrl } : {}} className={textLink} onClick={forgetAwaitedCode}>
            Use another address
          </Link>
        }
      />
    </Entrance>
  );
}

/** A link from a mail. It signs in only when the button is pressed: programs that look into mail open links, too. */
function LinkPage({ token }: { token: string }) {
  usePageTitle("Sign in");
  const arrive = useArrival();
  const verify = api.useMutation("post", "/api/auth/signin/link/verify", {
    meta: { form: true },
    onSuccess: ({ me, returnUrl }) => arrive(me, returnUrl),
  });
  if (asApiError(verify.error)?.error.code === "INVALID_CODE") {
    return (
      <Entrance title="Sign in">
        <Notice tone="warning" title="This link does not work any more">
          It has expired, or it was used already. Each link works once, and the newest is the one to take.
        </Notice>
        <Button asChild look="primary">
          <Link to="/login">Ask for another</Link>
        </Button>
      </Entrance>
    );
  }
  return (
    <Entrance title="Sign in">
      <p className="text-quiet">You opened a link from your mail. One press, and you are signed in in this browser.</p>
      <FormProblem error={verify.error} />
      <Button look="primary" autoFocus pending={verify.isPending} onClick={() => verify.mutate({ body: { token } })}>
        Sign in
      </Button>
    </Entrance>
  );
}

function NothingAwaited() {
  usePageTitle("No code is awaited");
  return (
    <Entrance title="No code is awaited here">
      <p className="text-quiet">A code is entered in the tab in which it was asked for. Ask for another one here, if that tab is closed.</p>
      <div className="flex flex-wrap gap-2">
        <Button asChild look="primary">
          <Link to="/login">Sign in</Link>
        </Button>
        <Button asChild>
          <Link to="/signup">Create an account</Link>
        </Button>
      </div>
    </Entrance>
  );
}
