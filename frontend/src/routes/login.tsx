import { createFileRoute, Link, redirect, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { api } from "@/api/client";
import { safeReturnUrl } from "@/app/session/return-url";
import { whoever } from "@/app/session/session";
import { Entrance } from "@/app/shell/auth-layout";
import { EntrancePending } from "@/app/shell/auth-pending";
import { BareErrorPage } from "@/app/shell/problem-pages";
import { explainProblem } from "@/features/identity/oauth/callback-errors";
import { ProviderButtons, providersQuery } from "@/features/identity/oauth/provider-buttons";
import { MailSent, type SentMail, sentNow } from "@/features/identity/sign_in/email-sent";
import { Or } from "@/features/identity/sign_in/or-separator";
import { awaitCode } from "@/features/identity/sign_in/pending-code";
import { useArrival } from "@/features/identity/sign_in/use-complete-sign-in";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormProblem } from "@/ui/form/form-problem";
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
    const me = await whoever(context.queryClient);
    if (me) throw redirect({ href: safeReturnUrl(search.returnUrl) });
  },
  // With the buttons from the first paint on; without them when nobody knows them.
  loader: ({ context }) => context.queryClient.ensureQueryData(providersQuery).then(() => undefined, () => undefined),
  component: LoginPage,
  pendingComponent: EntrancePending,
  errorComponent: BareErrorPage,
});

function LoginPage() {
  const [sent, setSent] = useState<SentMail | null>(null);
  return sent ? <LinkSent first={sent} onElsewhere={() => setSent(null)} /> : <SignInForm onLinkSent={setSent} />;
}

/** The address to return to, if it is one of ours. */
function useReturnUrl(): string | undefined {
  const { returnUrl } = Route.useSearch();
  const safe = safeReturnUrl(returnUrl);
  return safe === "/" ? undefined : safe;
}

function SignInForm({ onLinkSent }: { onLinkSent: (sent: SentMail) => void }) {
  usePageTitle("Sign in");
  const { ended, problem } = Route.useSearch();
  const returnUrl = useReturnUrl();
  const arrive = useArrival();
  const navigate = useNavigate();
  const address = useRef<HTMLInputElement>(null);
  const signIn = api.useMutation("post", "/api/auth/signin", { meta: { form: true }, onSuccess: (me) => arrive(me, returnUrl) });
  const sendCode = api.useMutation("post", "/api/auth/signin/code", {
    meta: { form: true },
    onSuccess: ({ email, expiresAt }) => {
      awaitCode({ purpose: "sign-in", email, sentAt: Date.now(), expiresAt, returnUrl });
      void navigate({ to: "/verify" });
    },
  });
  const sendLink = api.useMutation("post", "/api/auth/signin/link", { meta: { form: true }, onSuccess: (answer) => onLinkSent(sentNow(answer)) });
  const error = signIn.error ?? sendCode.error ?? sendLink.error;
  const form = useFields({ email: "", password: "" }, error);
  const begin = () => {
    for (const mutation of [signIn, sendCode, sendLink]) mutation.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin();
    signIn.mutate({ body: form.values });
  };
  /** Sends a mail to the address, once there is one. */
  const mail = (send: () => void) => {
    if (!address.current?.reportValidity()) return;
    begin();
    send();
  };
  const { email } = form.values;
  const told = problem === undefined ? null : explainProblem(problem);
  return (
    <Entrance title="Sign in">
      {ended && !error && <Notice tone="info" title="Your session has ended">Sign in again to go on where you were.</Notice>}
      {told && !error && <Notice tone="danger" title={told.title}>{told.detail}</Notice>}
      <FormProblem error={error} fields={["email", "password"]} />
      <form className="grid gap-4" onSubmit={submit}>
        <Field ref={address} label="E-mail" type="email" autoComplete="username" required autoFocus {...form.input("email")} />
        <Field label="Password" type="password" autoComplete="current-password" required {...form.input("password")} />
        <SubmitButton pending={signIn.isPending} className="mt-1">
          Sign in
        </SubmitButton>
        <Link to="/reset" className={`justify-self-start ${textLink}`}>
          Forgot your password?
        </Link>
      </form>
      <Or />
      <div className="grid gap-2">
        <div className="grid grid-cols-2 gap-2">
          <Button pending={sendCode.isPending} onClick={() => mail(() => sendCode.mutate({ body: { email } }))}>
            E-mail me a code
          </Button>
          <Button pending={sendLink.isPending} onClick={() => mail(() => sendLink.mutate({ body: { email, ...(returnUrl ? { returnUrl } : {}) } }))}>
            E-mail me a link
          </Button>
        </div>
        <ProviderButtons returnUrl={returnUrl} />
      </div>
      <p className="text-quiet">
        New here?{" "}
        <Link to="/signup" search={returnUrl ? { returnUrl } : {}} className={textLink}>
          Create an account
        </Link>
      </p>
    </Entrance>
  );
}

function LinkSent({ first, onElsewhere }: { first: SentMail; onElsewhere: () => void }) {
  usePageTitle("Look into your mail");
  const returnUrl = useReturnUrl();
  const [sent, setSent] = useState(first);
  const again = api.useMutation("post", "/api/auth/signin/link", { meta: { form: true }, onSuccess: (answer) => setSent(sentNow(answer)) });
  return (
    <Entrance title="Look into your mail">
      <MailSent
        sent={sent}
        resending={again}
        onResend={() => again.mutate({ body: { email: sent.email, ...(returnUrl ? { returnUrl } : {}) } })}
        elsewhere={
          <Button look="ghost" size="small" onClick={onElsewhere}>
            Sign in another way
          </Button>
        }
      />
    </Entrance>
  );
}
