import { createFileRoute, Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { safeReturnUrl } from "@/app/session/return-url";
import { AuthLayout } from "@/app/shell/auth-layout";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
import { ssoCopy } from "@/features/identity/sso/copy";
import { describeSsoProblem } from "@/features/identity/sso/problems";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

type Search = { email?: string; returnUrl?: string; problem?: string; reason?: string };

export const Route = createFileRoute("/sso")({
  validateSearch: (search): Search => ({
    ...(typeof search.email === "string" ? { email: search.email } : {}),
    ...(typeof search.returnUrl === "string" ? { returnUrl: search.returnUrl } : {}),
    ...(typeof search.problem === "string" ? { problem: search.problem } : {}),
    ...(typeof search.reason === "string" ? { reason: search.reason } : {}),
  }),
  component: SsoPage,
  errorComponent: StandaloneErrorPage,
});

/** Sends the browser to the identity provider of the address's organization, and explains why a sign-in there failed. */
function SsoPage() {
  usePageTitle(ssoCopy.title);
  const { email = "", returnUrl, problem, reason } = Route.useSearch();
  const safe = safeReturnUrl(returnUrl);
  const start = api.useMutation("post", "/api/auth/sso", { meta: { form: true }, onSuccess: ({ url }) => window.location.assign(url) });
  const form = useFields({ email }, start.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({ body: { ...form.values, ...(safe === "/" ? {} : { returnUrl: safe }) } });
  };
  const failure = problem === undefined ? null : describeSsoProblem(problem);
  return (
    <AuthLayout title={ssoCopy.title}>
      {failure && !start.error && (
        <Notice tone="danger" title={failure.title}>
          {failure.detail} {reason !== undefined && ssoCopy.reason(reason)}
        </Notice>
      )}
      <p className="text-quiet">{ssoCopy.text}</p>
      <FormError error={start.error} fields={["email"]} />
      <form className="grid gap-4" onSubmit={submit}>
        <Field label={ssoCopy.email} type="email" autoComplete="username" required autoFocus {...form.input("email")} />
        <SubmitButton pending={start.isPending || start.isSuccess}>{ssoCopy.submit}</SubmitButton>
      </form>
      <Link to="/login" search={safe === "/" ? {} : { returnUrl: safe }} className={`justify-self-start ${textLink}`}>
        {ssoCopy.anotherWay}
      </Link>
    </AuthLayout>
  );
}
