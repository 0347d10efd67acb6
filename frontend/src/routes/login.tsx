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

type Search = { returnUrl?: string; ended?: boolean };

export const Route = createFileRoute("/login")({
  validateSearch: (search): Search => ({
    ...(typeof search.returnUrl === "string" ? { returnUrl: search.returnUrl } : {}),
    ...(search.ended === true ? { ended: true } : {}),
  }),
  beforeLoad: async ({ context, search }) => {
    const me = await whoever(context.queryClient);
    if (me) throw redirect({ href: safeReturnUrl(search.returnUrl) });
  },
  component: LoginPage,
});

function LoginPage() {
  usePageTitle("Sign in");
  const { returnUrl, ended } = Route.useSearch();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = api.useMutation("post", "/api/auth/signin", {
    meta: { quiet: [400, 401, 429] },
    onSuccess: (me) => {
      queryClient.setQueryData(meQuery.queryKey, me);
      router.history.push(safeReturnUrl(returnUrl));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ body: { email, password } });
  };
  const problems = fieldMessages(signIn.error);
  const general = signIn.error && Object.keys(problems).length === 0 && asApiError(signIn.error)?.status !== 0 ? explain(signIn.error) : null;
  return (
    <Entrance title="Sign in">
      {ended && !signIn.error && <Notice tone="info" title="Your session has ended">Sign in again to go on where you were.</Notice>}
      {general && <Notice tone="danger" title={general.title}>{general.detail}</Notice>}
      <form className="grid gap-4" onSubmit={submit}>
        <Field label="E-mail" name="email" type="email" autoComplete="username" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} problem={problems.email} />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} problem={problems.password} />
        <Button type="submit" look="primary" pending={signIn.isPending} className="mt-1">
          Sign in
        </Button>
      </form>
      <p className="text-quiet">
        New here?{" "}
        <Link to="/signup" search={returnUrl ? { returnUrl } : {}} className="font-medium text-live underline-offset-4 hover:underline">
          Create an account
        </Link>
      </p>
    </Entrance>
  );
}
