import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { orNotFound } from "@/api/or-not-found";
import type { Me, ShownInvitation } from "@/api/types";
import { getSession, sessionQuery, useRefetchSession } from "@/app/session/session";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage, StandaloneNotFoundPage } from "@/app/shell/error-pages";
import { SignedInAs } from "@/features/identity/sign_in/signed-in-as";
import { UnverifiedEmailBanner } from "@/features/identity/users/unverified-email-banner";
import { UserOnly } from "@/features/identity/users/user-only";
import { invitationsCopy } from "@/features/organizations/invitations/copy";
import { invitationQuery } from "@/features/organizations/invitations/queries";
import { roleLabels } from "@/features/organizations/members/roles";
import { formatMoment } from "@/format/time";
import { Button } from "@/ui/button";
import { FormError } from "@/ui/form/form-error";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { Picture } from "@/ui/picture";

export const Route = createFileRoute("/invite/$token")({
  beforeLoad: async ({ context }) => ({ session: await getSession(context.queryClient) }),
  // Never cached: the API masks the address depending on who is signed in.
  loader: ({ context, params }) => orNotFound(context.queryClient.fetchQuery({ ...invitationQuery(params.token), staleTime: 0 })),
  component: InvitePage,
  pendingComponent: AuthPending,
  errorComponent: StandaloneErrorPage,
  notFoundComponent: StandaloneNotFoundPage,
});

const copy = invitationsCopy.page;

function InvitePage() {
  const { token } = Route.useParams();
  const { session } = Route.useRouteContext();
  const loaded = Route.useLoaderData();
  const { data: invitation = loaded } = useQuery(invitationQuery(token));
  const { organization, invitedBy, role } = invitation;
  usePageTitle(copy.title(organization.name));
  return (
    <AuthLayout title={copy.title(organization.name)}>
      <div className="flex items-center gap-3 rounded-lg border border-line bg-surface p-4">
        <Picture name={organization.name} image={organization.logo} shape="organization" className="size-10!" />
        <div className="grid min-w-0">
          <p className="truncate font-medium">{organization.name}</p>
          <p className="break-words text-quiet">
            {invitedBy ? copy.invitedBy(invitedBy) : copy.invited} <span className="font-medium text-foreground">{roleLabels[role].withArticle}</span>.
          </p>
        </div>
      </div>
      {invitation.status !== "pending" ? (
        <Closed status={invitation.status} />
      ) : session ? (
        <UserOnly>
          <Response token={token} invitation={invitation} me={session} />
        </UserOnly>
      ) : (
        <SignedOutActions token={token} invitation={invitation} />
      )}
    </AuthLayout>
  );
}

function Closed({ status }: { status: Exclude<ShownInvitation["status"], "pending"> }) {
  const { title, detail } = copy.closed[status];
  return (
    <>
      <Notice tone="warning" title={title}>
        {detail}
      </Notice>
      <Button asChild className="justify-self-start">
        <Link to="/">{copy.goToSteward}</Link>
      </Button>
    </>
  );
}

/** For signed-out users: sign-up and sign-in both return here. */
function SignedOutActions({ token, invitation }: { token: string; invitation: ShownInvitation }) {
  return (
    <>
      <p className="text-quiet">
        {invitation.email
          ? copy.forAddress(invitation.email, formatMoment(invitation.expiresAt))
          : copy.expires(formatMoment(invitation.expiresAt))}
      </p>
      <div className="grid gap-2">
        <Button asChild variant="primary">
          <Link to="/signup" search={{ invitation: token }} hash={window.location.hash.slice(1)}>
            {copy.signUp}
          </Link>
        </Button>
        <Button asChild>
          <Link to="/login" search={{ returnUrl: `/invite/${token}` }}>
            {copy.signIn}
          </Link>
        </Button>
      </div>
    </>
  );
}

function Response({ token, invitation, me: loaded }: { token: string; invitation: ShownInvitation; me: Me }) {
  const { data: me = loaded } = useQuery(sessionQuery);
  const queryClient = useQueryClient();
  const refetchSession = useRefetchSession();
  const navigate = Route.useNavigate();
  const refetchInvitation = () => queryClient.invalidateQueries({ queryKey: invitationQuery(token).queryKey });
  const accept = api.useMutation("post", "/api/invitations/{token}/accept", {
    meta: { form: true },
    onSuccess: async ({ slug, estateId }) => {
      await refetchSession();
      if (estateId) return navigate({ to: "/$organization/$estateId", params: { organization: slug, estateId } });
      return navigate({ to: "/$organization", params: { organization: slug } });
    },
    onError: (error) => {
      if (asApiError(error)?.error.code === "INVITATION_ENDED") void refetchInvitation();
    },
  });
  const decline = api.useMutation("post", "/api/invitations/{token}/decline", {
    meta: { form: true },
    onSuccess: () => queryClient.setQueryData(invitationQuery(token).queryKey, { ...invitation, status: "declined" as const }),
  });
  const params = { params: { path: { token } } };
  if (invitation.email != null && !me.user.emailVerified) {
    return (
      <>
        <p className="text-quiet">{copy.verifyFirst}</p>
        <UnverifiedEmailBanner onVerified={refetchInvitation} />
        <SignedInAs />
      </>
    );
  }
  // The API shows the full address only to its owner.
  const isForAnotherAddress = invitation.email != null && invitation.email.toLowerCase() !== me.user.email.toLowerCase();
  if (isForAnotherAddress || asApiError(accept.error)?.error.code === "EMAIL_MISMATCH") {
    return (
      <>
        <Notice tone="warning" title={copy.otherAddress.title}>
          {copy.otherAddress.detail(invitation.email ?? copy.otherAddress.someoneElse)}
        </Notice>
        <SignedInAs />
      </>
    );
  }
  return (
    <>
      <FormError error={accept.error ?? decline.error} />
      <div className="grid grid-cols-2 gap-2">
        <Button pending={decline.isPending} disabled={accept.isPending} onClick={() => decline.mutate(params)}>
          {copy.decline}
        </Button>
        <Button variant="primary" pending={accept.isPending || accept.isSuccess} disabled={decline.isPending} onClick={() => accept.mutate(params)}>
          {copy.join}
        </Button>
      </div>
      <p className="text-quiet">{copy.expires(formatMoment(invitation.expiresAt))}</p>
      <SignedInAs />
    </>
  );
}
