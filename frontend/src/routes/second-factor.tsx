import { createFileRoute, Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
import { passkeysCopy } from "@/features/identity/passkeys/copy";
import { PasskeyButton } from "@/features/identity/passkeys/passkey-button";
import { provePasskey } from "@/features/identity/passkeys/web-authn";
import { secondFactorsCopy } from "@/features/identity/second_factors/copy";
import { useCompleteSignIn } from "@/features/identity/sign_in/use-complete-sign-in";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

export const Route = createFileRoute("/second-factor")({
  validateSearch: (search): { returnUrl?: string } => (typeof search.returnUrl === "string" ? { returnUrl: search.returnUrl } : {}),
  component: SecondFactorPage,
  pendingComponent: AuthPending,
  errorComponent: StandaloneErrorPage,
});

const copy = secondFactorsCopy.signIn;

/** Asks for the second factor of a sign-in. */
function SecondFactorPage() {
  usePageTitle(copy.title);
  const { returnUrl } = Route.useSearch();
  const completeSignIn = useCompleteSignIn();
  const verify = api.useMutation("post", "/api/auth/signin/second-factor", {
    meta: { form: true },
    onSuccess: (me) => completeSignIn(me, returnUrl),
  });
  const challenge = api.useQuery("get", "/api/auth/signin/second-factor", {}, { retry: false, gcTime: 0, meta: { handledStatuses: [409] } });
  const startPasskey = api.useMutation("post", "/api/auth/signin/second-factor/passkey/options", { meta: { form: true } });
  const verifyPasskey = api.useMutation("post", "/api/auth/signin/second-factor/passkey", { meta: { form: true } });
  const signInByPasskey = async () => {
    const passkey = await provePasskey(await startPasskey.mutateAsync({}));
    completeSignIn(await verifyPasskey.mutateAsync({ body: passkey }), returnUrl);
  };
  const form = useFields({ code: "" }, verify.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    verify.mutate({ body: form.values });
  };
  const search = returnUrl === undefined ? {} : { returnUrl };
  const isExpired = [challenge.error, verify.error].some((error) => asApiError(error)?.error.code === "SIGN_IN_EXPIRED");
  if (isExpired) {
    return (
      <AuthLayout title={copy.title}>
        <Notice tone="warning" title={copy.expired.title}>
          {copy.expired.detail}
        </Notice>
        <Button asChild variant="primary">
          <Link to="/login" search={search}>
            {copy.expired.submit}
          </Link>
        </Button>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={copy.title}>
      <p className="text-quiet">{copy.text}</p>
      <FormError error={verify.error} fields={["code"]} />
      <form className="grid gap-4" onSubmit={submit}>
        <Field label={copy.code} required autoFocus autoComplete="one-time-code" spellCheck={false} maxLength={64} {...form.input("code")} />
        <SubmitButton pending={verify.isPending}>{copy.submit}</SubmitButton>
      </form>
      {challenge.data?.methods.includes("passkey") && <PasskeyButton label={passkeysCopy.secondFactor} run={signInByPasskey} />}
      <Link to="/login" search={search} className={`justify-self-start ${textLink}`}>
        {copy.startOver}
      </Link>
    </AuthLayout>
  );
}
