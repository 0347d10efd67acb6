import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { Link2, Mail, MailQuestion } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { Invitation, MyOrganization } from "@/api/types";
import { canManageRole } from "@/app/session/permissions";
import { roleLabels } from "@/features/organizations/members/roles";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { invitationsCopy } from "./copy";
import { type InvitationStatus, invitationsPath } from "./paths";

const copy = invitationsCopy.list;
const filters = Object.entries(copy.statuses).map(([status, label]) => ({ value: status as InvitationStatus, label }));

type PanelProps = { organization: MyOrganization; status: InvitationStatus; onStatus: (status: InvitationStatus) => void };

/** The invitations of an organization, by email and by link. */
export function InvitationsPanel({ organization, status, onStatus }: PanelProps) {
  const pages = api.useInfiniteQuery(
    "get",
    invitationsPath,
    { params: { path: { organizationId: organization.id }, query: { limit: 50, status } } },
    { ...paged, placeholderData: keepPreviousData },
  );
  return (
    <Panel
      title={copy.title}
      actions={<Select aria-label={copy.status} className="h-8! w-32" value={status} options={filters} onChange={onStatus} />}
    >
      <PagedList
        pages={pages}
        label={copy.title}
        skeleton={<InvitationSkeletons />}
        empty={<Empty icon={MailQuestion} title={status === "pending" ? copy.empty : copy.noMatch} />}
      >
        {(invitation) => <InvitationRow key={invitation.id} invitation={invitation} organization={organization} />}
      </PagedList>
    </Panel>
  );
}

const rowClass = "flex min-h-15 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2";

function InvitationRow({ invitation, organization }: { invitation: Invitation; organization: MyOrganization }) {
  const { email, status, role } = invitation;
  const Icon = email ? Mail : Link2;
  return (
    <li data-invitation={invitation.id} className={rowClass}>
      <Icon aria-hidden className="size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 basis-40 leading-snug">
        <span className="font-medium break-all">{email ?? copy.link}</span>
        <span className="flex flex-wrap gap-x-3 text-xs text-quiet">
          <span>
            {roleLabels[role].label}
            {role === "guest" && ` ${copy.guestOf(invitation.estateIds.length)}`}
          </span>
          {invitation.invitedBy && <span className="break-words">{copy.invitedBy(invitation.invitedBy.name)}</span>}
          {!email && <span>{copy.uses(invitation.uses)}</span>}
          {status === "pending" ? <span>{copy.expires(formatDay(invitation.expiresAt))}</span> : <span>{copy.statuses[status].toLowerCase()}</span>}
        </span>
      </div>
      {canManageRole(organization.role, role) && (status === "pending" || status === "expired") && (
        <div className="flex gap-1">
          {email && <ResendButton invitation={invitation} organization={organization} />}
          {status === "pending" && <RevokeButton invitation={invitation} organization={organization} />}
        </div>
      )}
    </li>
  );
}

type ButtonProps = { invitation: Invitation; organization: MyOrganization };

function ResendButton({ invitation, organization }: ButtonProps) {
  const queryClient = useQueryClient();
  const resend = api.useMutation("post", `${invitationsPath}/{invitationId}/resend`, {
    onSuccess: async () => {
      toast.success(invitationsCopy.resend.resent(invitation.email ?? ""));
      await queryClient.invalidateQueries({ queryKey: ["get", invitationsPath] });
    },
  });
  return (
    <Button
      size="small"
      variant="ghost"
      pending={resend.isPending}
      onClick={() => resend.mutate({ params: { path: { organizationId: organization.id, invitationId: invitation.id } } })}
    >
      {invitationsCopy.resend.submit}
      <span className="sr-only"> {invitationsCopy.resend.to(invitation.email ?? "")}</span>
    </Button>
  );
}

function RevokeButton({ invitation, organization }: ButtonProps) {
  const queryClient = useQueryClient();
  const { revoke: revokeCopy } = invitationsCopy;
  const { name, confirmTitle, confirm } = invitation.email ? revokeCopy.invitation(invitation.email) : revokeCopy.link;
  const revoke = api.useMutation("delete", `${invitationsPath}/{invitationId}`, {
    onSuccess: async () => {
      toast.success(revokeCopy.revoked);
      await queryClient.invalidateQueries({ queryKey: ["get", invitationsPath] });
    },
  });
  return (
    <Confirmation
      trigger={
        <Button size="small" variant="ghost">
          {revokeCopy.submit}
          <span className="sr-only"> {name}</span>
        </Button>
      }
      title={confirmTitle}
      description={revokeCopy.consequence}
      confirm={confirm}
      danger
      onConfirm={() => revoke.mutateAsync({ params: { path: { organizationId: organization.id, invitationId: invitation.id } } })}
    />
  );
}

function InvitationSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 2 }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="size-4" />
          <div className="grid gap-1.5">
            <Skeleton className="h-4 w-44" />
            <Skeleton className="h-3 w-56 max-w-full" />
          </div>
        </li>
      ))}
    </ul>
  );
}
