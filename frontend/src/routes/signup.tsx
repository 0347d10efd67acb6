import { useQueryClient } from "@tanstack/react-query";
import { createFileRoute, Link, redirect, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { asApiError, explain, fieldMessages } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Entrance } from "@/session/entrance";
import { meQuery, whoever } from "@/session/me";
import { safeReturnUrl } from "@/session/return-url";
import { usePageTitle } from "@/shell/page-title";

export const Route = createFileRoute("/signup")({
  validateSearch: (search): { returnUrl?: string } => (typeof search.returnUrl === "string" ? { returnUrl: search.returnUrl } : {}),
  beforeLoad: async ({ context, search }) => {
    const me = await whoever(context.queryClient);
    if (me) throw redirect({ href: safeReturnUrl(search.returnUrl) });
  },
  component: SignUpPage,
});

function SignUpPage() {
  usePageTitle("Create an account");
  const { returnUrl } = Route.useSearch();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [form, setForm] = useState({ name: "", email: "", password: "" });
  const signUp = api.useMutation("post", "/api/auth/signup", {
    meta: { quiet: [400, 409, 429] },
    onSuccess: (me) => {
      queryClient.setQueryData(meQuery.queryKey, me);
      router.history.push(safeReturnUrl(returnUrl));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate({ body: form });
  };
  const problems = fieldMessages(signUp.error);
  const general = signUp.error && Object.keys(problems).length === 0 && asApiError(signUp.error)?.status !== 0 ? explain(signUp.error) : null;
  const input = (name: keyof typeof form) => ({
    name,
    required: true,
    value: form[name],
    problem: problems[name],
    onChange: (event: { target: { value: string } }) => setForm((before) => ({ ...before, [name]: event.target.value })),
  });
  return (
    <Entrance title="Create an account">
      {general && <Notice tone="danger" title={general.title}>{general.detail}</Notice>}
      <form className="grid gap-4" onSubmit={submit}>
        <Field label="Name" autoComplete="name" maxLength={100} autoFocus {...input("name")} />
        <Field label="E-mail" type="email" autoComplete="username" {...input("email")} />
        <Field label="Password" type="password" autoComplete="new-password" minLength={8} maxLength={128} hint="At least 8 characters." {...input("password")} />
        <Button type="submit" look="primary" pending={signUp.isPending} className="mt-1">
          Create the account
        </Button>
      </form>
      <p className="text-quiet">
        You get an organization of your own, with a first estate in it.
      </p>
      <p className="text-quiet">
        Have an account?{" "}
        <Link to="/login" search={returnUrl ? { returnUrl } : {}} className="font-medium text-live underline-offset-4 hover:underline">
          Sign in
        </Link>
      </p>
    </Entrance>
  );
}
