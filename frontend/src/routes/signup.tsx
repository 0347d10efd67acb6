import { useQuery } from "@tanstack/react-query";
import { createFileRoute, Link, redirect, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { safeReturnUrl } from "@/app/session/return-url";
import { getSession } from "@/app/session/session";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
import { useHumanCheck } from "@/features/identity/human_check/use-human-check";
import { ProviderButtons } from "@/features/identity/oauth/provider-buttons";
import { providersQuery } from "@/features/identity/oauth/queries";
import { signInCopy } from "@/features/identity/sign_in/copy";
import { OrSeparator } from "@/features/identity/sign_in/or-separator";
import { savePendingCode } from "@/features/identity/sign_in/pending-code";
import { useCompleteSignIn } from "@/features/identity/sign_in/use-complete-sign-in";
import { readInvitationProof } from "@/features/organizations/invitations/invitation-proof";
import { invitationQuery } from "@/features/organizations/invitations/queries";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

type Search = { returnUrl?: string; invitation?: string; email?: string };

export const Route = createFileRoute("/signup")({
  validateSearch: (search): Search => ({
    ...(typeof search.returnUrl === "string" ? { returnUrl: search.returnUrl } : {}),
    ...(typeof search.invitation === "string" ? { invitation: search.invitation } : {}),
    ...(typeof search.email === "string" ? { email: search.email } : {}),
  }),
  beforeLoad: async ({ context, search }) => {
    void context.queryClient.prefetchQuery(providersQuery);
    const me = await getSession(context.queryClient);
    if (me && search.invitation) throw redirect({ to: "/invite/$token", params: { token: search.invitation } });
    if (me) throw redirect({ href: safeReturnUrl(search.returnUrl) });
  },
  loader: ({ context }) => context.queryClient.ensureQueryData(providersQuery).then(() => undefined, () => undefined),
  component: SignUpPage,
  pendingComponent: AuthPending,
  errorComponent: StandaloneErrorPage,
});

function SignUpPage() {
  usePageTitle(signInCopy.signUp.title);
  const { returnUrl, invitation, email: offered = "" } = Route.useSearch();
  const [invited] = useState(() => readInvitationProof(window.location.hash));
  const navigate = useNavigate();
  const completeSignIn = useCompleteSignIn();
  const safe = safeReturnUrl(returnUrl);
  // A provider's callback does not carry the invitation, so it returns to the invitation's page.
  const backTo = invitation ? `/invite/${encodeURIComponent(invitation)}` : safe === "/" ? undefined : safe;
  const signUp = api.useMutation("post", "/api/auth/signup", {
    meta: { form: true },
    onSuccess: ({ email, expiresAt }, { body }) => {
      // Invited users skip the onboarding: "/" opens the organization they joined.
      savePendingCode({ purpose: "sign-up", email, sentAt: Date.now(), expiresAt, returnUrl: invitation ? "/" : backTo }, body);
      void navigate({ to: "/verify" });
    },
  });
  const humanCheck = useHumanCheck("sign_up");
  const sendCode = (values: { name: string; email: string; password: string }) =>
    humanCheck.withProof((proof) => signUp.mutate({ body: { ...values, ...(invitation ? { invitation } : {}), ...proof } }));
  const signUpByInvitation = api.useMutation("post", "/api/auth/signup/invitation", {
    meta: { form: true },
    onSuccess: (me) => completeSignIn(me, "/"),
    onError: (error, { body: { name, email, password } }) => {
      // The link no longer proves this address, so a code does.
      if (asApiError(error)?.error.code === "INVALID_CODE") sendCode({ name, email, password });
    },
  });
  const error = signUp.error ?? (signUp.isIdle ? signUpByInvitation.error : null);
  const form = useFields({ name: "", email: invited?.email ?? offered, password: "" }, error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.reset();
    if (invitation && invited) signUpByInvitation.mutate({ body: { ...form.values, invitation, proof: invited.proof } });
    else sendCode(form.values);
  };
  return (
    <AuthLayout title={signInCopy.signUp.title}>
      {invitation ? <Invited token={invitation} /> : <Mode />}
      <FormError error={error} fields={["name", "email", "password"]} />
      <form className="grid gap-4" onSubmit={submit}>
        <Field label={signInCopy.signUp.name} autoComplete="name" required maxLength={100} autoFocus {...form.input("name")} />
        <Field label={signInCopy.signUp.email} type="email" autoComplete="username" required {...form.input("email")} />
        <Field
          label={signInCopy.signUp.password}
          type="password"
          autoComplete="new-password"
          required
          minLength={8}
          maxLength={128}
          hint={signInCopy.signUp.passwordHint}
          {...form.input("password")}
        />
        {humanCheck.widget}
        <SubmitButton pending={signUp.isPending || signUpByInvitation.isPending} className="mt-1">
          {signInCopy.signUp.submit}
        </SubmitButton>
      </form>
      <Providers returnUrl={backTo} />
      {!invitation && <p className="text-quiet">{signInCopy.signUp.organization}</p>}
      <p className="text-quiet">
        {signInCopy.signUp.haveAccount}{" "}
        <Link to="/login" search={backTo ? { returnUrl: backTo } : {}} className={textLink}>
          {signInCopy.signUp.signIn}
        </Link>
      </p>
    </AuthLayout>
  );
}

/** Says who may sign up, unless everybody may. */
function Mode() {
  const { data } = useQuery(providersQuery);
  if (data === undefined || data.signUp === "open") return null;
  const { title, detail } = signInCopy.signUp.modes[data.signUp];
  return (
    <Notice tone="info" title={title}>
      {detail}
    </Notice>
  );
}

function Providers({ returnUrl }: { returnUrl: string | undefined }) {
  const { data } = useQuery(providersQuery);
  if (!data?.items.length) return null;
  return (
    <>
      <OrSeparator />
      <div className="grid gap-2">
        <ProviderButtons returnUrl={returnUrl} />
      </div>
    </>
  );
}

/** Shows which organization the new account joins. */
function Invited({ token }: { token: string }) {
  const { data } = useQuery(invitationQuery(token));
  if (data?.status !== "pending") return null;
  return (
    <Notice tone="info" title={signInCopy.signUp.invited.title(data.organization.name)}>
      {data.email ? signInCopy.signUp.invited.forAddress(data.email) : signInCopy.signUp.invited.forAnyone}
    </Notice>
  );
}
