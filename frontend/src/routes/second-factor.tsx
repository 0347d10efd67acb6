import { createFileRoute, Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
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
  const form = useFields({ code: "" }, verify.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    verify.mutate({ body: form.values });
  };
  const search = returnUrl === undefined ? {} : { returnUrl };
  if (asApiError(verify.error)?.error.code === "SIGN_IN_EXPIRED") {
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
      <Link to="/login" search={search} className={`justify-self-start ${textLink}`}>
        {copy.startOver}
      </Link>
    </AuthLayout>
  );
}
