import { createFileRoute } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import type { AuthorizationPrompt } from "@/api/types";
import { requireSession } from "@/app/session/require-session";
import { useSession } from "@/app/session/session";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
import { appsCopy, scopeLabel } from "@/features/identity/authorization_server/copy";
import { SignedInAs } from "@/features/identity/sign_in/signed-in-as";
import { UserOnly } from "@/features/identity/users/user-only";
import { Button } from "@/ui/button";
import { FormError } from "@/ui/form/form-error";
import { usePageTitle } from "@/ui/page-title";
import { Skeleton } from "@/ui/skeleton";

export const Route = createFileRoute("/authorize")({
  validateSearch: (search): { request?: string } => (typeof search.request === "string" ? { request: search.request } : {}),
  beforeLoad: async ({ context, location }) => {
    await requireSession(context.queryClient, location.href);
  },
  component: AuthorizePage,
  pendingComponent: AuthPending,
  errorComponent: StandaloneErrorPage,
});

const copy = appsCopy.consent;

/** Asks the user to allow what an app asks for. */
function AuthorizePage() {
  const { request = "" } = Route.useSearch();
  usePageTitle(copy.pageTitle);
  if (useSession().session.impersonatedBy) {
    return (
      <AuthLayout title={copy.pageTitle}>
        <UserOnly />
      </AuthLayout>
    );
  }
  return <Prompt request={request} />;
}

function Prompt({ request }: { request: string }) {
  const prompt = api.useQuery("get", "/api/oauth/authorization", { params: { query: { request } } }, { retry: false });
  if (prompt.data) return <Consent prompt={prompt.data} request={request} />;
  return (
    <AuthLayout title={prompt.error ? copy.refused : copy.pageTitle}>
      {prompt.error ? (
        <>
          <FormError error={prompt.error} />
          <Button pending={prompt.isFetching} onClick={() => void prompt.refetch()}>
            {copy.retry}
          </Button>
          <SignedInAs />
        </>
      ) : (
        <div role="status" className="grid gap-4">
          <span className="sr-only">{copy.loading}</span>
          <Skeleton className="h-34 rounded-lg" />
          <Skeleton className="h-9" />
        </div>
      )}
    </AuthLayout>
  );
}

function Consent({ prompt, request }: { prompt: AuthorizationPrompt; request: string }) {
  const [leaving, setLeaving] = useState(false);
  const leave = (url: string) => {
    setLeaving(true);
    window.location.assign(url);
  };
  const approve = api.useMutation("post", "/api/oauth/authorization", { meta: { form: true }, onSuccess: ({ redirectUrl }) => leave(redirectUrl) });
  return (
    <AuthLayout title={copy.title(prompt.clientName)}>
      <p className="break-words text-quiet">{copy.text(prompt.clientName, prompt.organizationName)}</p>
      <ul className="grid gap-2 rounded-lg border border-line bg-surface p-4">
        {prompt.scopes.map((scope) => (
          <li key={scope} className="flex items-start gap-2.5">
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
            <span className="min-w-0 break-words">
              {scopeLabel(scope)}
              {prompt.newScopes.includes(scope) && prompt.newScopes.length < prompt.scopes.length && (
                <span className="ml-2 rounded-full bg-live/12 px-2 text-xs font-medium text-live">{copy.fresh}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p className="break-words text-quiet">
        {copy.limits(prompt.organizationName)} {copy.destination(prompt.destination)}
      </p>
      <FormError error={approve.error} />
      <p role="status" className="sr-only">
        {leaving && copy.leaving}
      </p>
      <div className="grid grid-cols-2 gap-2">
        <Button disabled={approve.isPending || leaving} onClick={() => leave(prompt.deniedUrl)}>
          {copy.deny}
        </Button>
        <Button variant="primary" pending={approve.isPending} disabled={leaving} onClick={() => approve.mutate({ body: { request } })}>
          {copy.allow}
        </Button>
      </div>
      <SignedInAs />
    </AuthLayout>
  );
}
