import { useQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { orNotFound } from "@/api/or-not-found";
import { requireSession } from "@/app/session/require-session";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage, StandaloneNotFoundPage } from "@/app/shell/error-pages";
import { UserOnly } from "@/features/identity/users/user-only";
import { joinRequestsCopy } from "@/features/organizations/join_requests/copy";
import { useWithdraw } from "@/features/organizations/join_requests/own-requests";
import { Button } from "@/ui/button";
import { FormError } from "@/ui/form/form-error";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";

const linkQuery = (joinToken: string) => api.queryOptions("get", "/api/join/{joinToken}", { params: { path: { joinToken } } }, { staleTime: 0 });

export const Route = createFileRoute("/join/$joinToken")({
  beforeLoad: async ({ context, location }) => {
    await requireSession(context.queryClient, location.href);
  },
  loader: ({ context, params }) => orNotFound(context.queryClient.fetchQuery(linkQuery(params.joinToken))),
  component: JoinPage,
  pendingComponent: AuthPending,
  errorComponent: StandaloneErrorPage,
  notFoundComponent: StandaloneNotFoundPage,
});

const copy = joinRequestsCopy.page;

/** Asks to join the organization of a link. */
function JoinPage() {
  const { joinToken } = Route.useParams();
  const loaded = Route.useLoaderData();
  const { data: { name, isMember, requestId } = loaded, refetch } = useQuery(linkQuery(joinToken));
  usePageTitle(copy.title(name));
  const ask = api.useMutation("post", "/api/join/{joinToken}/requests", { meta: { form: true }, onSuccess: () => refetch() });
  const withdraw = useWithdraw();
  return (
    <AuthLayout title={copy.title(name)}>
      <UserOnly>
        {isMember ? (
          <>
            <Notice tone="info" title={copy.member.title} />
            <Button asChild className="justify-self-start">
              <Link to="/">{copy.member.open}</Link>
            </Button>
          </>
        ) : requestId ? (
          <>
            <Notice tone="info" title={copy.pending.title}>
              {copy.pending.text}
            </Notice>
            <Button
              className="justify-self-start"
              pending={withdraw.isPending}
              onClick={() => withdraw.mutate({ params: { path: { joinRequestId: requestId } } }, { onSuccess: () => void refetch() })}
            >
              {copy.withdraw}
            </Button>
          </>
        ) : (
          <>
            <p className="text-quiet">{copy.text(name)}</p>
            <FormError error={ask.error} />
            <Button variant="primary" className="justify-self-start" pending={ask.isPending} onClick={() => ask.mutate({ params: { path: { joinToken } } })}>
              {copy.ask}
            </Button>
          </>
        )}
      </UserOnly>
    </AuthLayout>
  );
}
