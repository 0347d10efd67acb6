import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { orNotFound } from "@/api/or-not-found";
import type { Me, ShownInvitation } from "@/api/types";
import { getSession, useRefetchSession } from "@/app/session/session";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage, StandaloneNotFoundPage } from "@/app/shell/error-pages";
import { SignedInAs } from "@/features/identity/sign_in/signed-in-as";
import { invitationQuery } from "@/features/organizations/invitations/queries";
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

function InvitePage() {
  const { token } = Route.useParams();
  const { session } = Route.useRouteContext();
  const loaded = Route.useLoaderData();
  const { data: invitation = loaded } = useQuery(invitationQuery(token));
  const { organization, invitedBy, role } = invitation;
  usePageTitle(`Join ${organization.name}`);
  return (
    <AuthLayout title={`Join ${organization.name}`}>
      <div className="flex items-center gap-3 rounded-lg border border-line bg-surface p-4">
        <Picture name={organization.name} image={organization.logo} shape="organization" className="size-10" />
        <div className="grid min-w-0">
          <p className="truncate font-medium">{organization.name}</p>
          <p className="break-words text-quiet">
            {invitedBy ? `${invitedBy} invites you` : "You are invited"} as <span className="font-medium text-foreground">{role}</span>.
          </p>
        </div>
      </div>
      {invitation.status !== "pending" ? (
        <Closed status={invitation.status} />
      ) : session ? (
        <Response token={token} invitation={invitation} me={session} />
      ) : (
        <SignedOutActions token={token} invitation={invitation} />
      )}
    </AuthLayout>
  );
}

const closedLabels: Record<Exclude<ShownInvitation["status"], "pending">, { title: string; detail: string }> = {
  accepted: { title: "This invitation was accepted", detail: "Whoever accepted it finds the organization among their own." },
  declined: { title: "This invitation was declined", detail: "Ask for another one, should that have been a mistake." },
  revoked: { title: "This invitation was taken back", detail: "Ask whoever sent it for another one." },
  expired: { title: "This invitation has expired", detail: "Invitations last seven days. Ask whoever sent it for another one." },
};

function Closed({ status }: { status: keyof typeof closedLabels }) {
  const { title, detail } = closedLabels[status];
  return (
    <>
      <Notice tone="warning" title={title}>
        {detail}
      </Notice>
      <Button asChild className="justify-self-start">
        <Link to="/">Go to Steward</Link>
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
          ? `The invitation is for ${invitation.email}; use that address. It is good until ${formatMoment(invitation.expiresAt)}.`
          : `It is good until ${formatMoment(invitation.expiresAt)}.`}
      </p>
      <div className="grid gap-2">
        <Button asChild variant="primary">
          <Link to="/signup" search={{ invitation: token }}>
            Create an account
          </Link>
        </Button>
        <Button asChild>
          <Link to="/login" search={{ returnUrl: `/invite/${token}` }}>
            Sign in
          </Link>
        </Button>
      </div>
    </>
  );
}

function Response({ token, invitation, me }: { token: string; invitation: ShownInvitation; me: Me }) {
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
  // The API shows the full address only to its owner.
  const isForAnotherAddress = invitation.email != null && invitation.email.toLowerCase() !== me.user.email.toLowerCase();
  if (isForAnotherAddress || asApiError(accept.error)?.error.code === "EMAIL_MISMATCH") {
    return (
      <>
        <Notice tone="warning" title="The invitation is for another address">
          It went to {invitation.email ?? "somebody else"}. Sign in with that address, or ask for an invitation to yours.
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
          Decline
        </Button>
        <Button variant="primary" pending={accept.isPending || accept.isSuccess} disabled={decline.isPending} onClick={() => accept.mutate(params)}>
          Join
        </Button>
      </div>
      <p className="text-quiet">It is good until {formatMoment(invitation.expiresAt)}.</p>
      <SignedInAs />
    </>
  );
}
