import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { orNotFound } from "@/api/or-not-found";
import { adminCopy } from "@/features/admin/copy";
import { adminUsersCopy } from "@/features/admin/users/copy";
import { adminUserQuery } from "@/features/admin/users/queries";
import { UserActions } from "@/features/admin/users/user-actions";
import { UserBadges } from "@/features/admin/users/user-badges";
import { UserOrganizations } from "@/features/admin/users/user-organizations";
import { UserSessions } from "@/features/admin/users/user-sessions";
import { formatMoment } from "@/format/time";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { Panel } from "@/ui/panel";
import { Picture } from "@/ui/picture";
import { textLink } from "@/ui/text-link";

export const Route = createFileRoute("/_session/admin/users/$userId")({
  loader: ({ context, params }) => orNotFound(context.queryClient.ensureQueryData(adminUserQuery(params.userId))),
  component: UserPage,
});

const copy = adminUsersCopy.page;

function UserPage() {
  const { userId } = Route.useParams();
  const { data: user } = useSuspenseQuery(adminUserQuery(userId));
  usePageTitle(user.name, adminUsersCopy.list.title, adminCopy.area);
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader
        above={
          <Link to="/admin/users" className={textLink}>
            {adminUsersCopy.list.title}
          </Link>
        }
        title={
          <>
            <Picture name={user.name} image={user.image} />
            <span className="min-w-0 break-words">{user.name}</span>
            <UserBadges user={user} />
          </>
        }
        below={<span className="break-all">{user.email}</span>}
      />
      {user.banned && (
        <Notice tone="danger" title={user.banExpiresAt ? copy.bannedUntil(formatMoment(user.banExpiresAt)) : copy.bannedPermanently}>
          {user.banReason}
        </Notice>
      )}
      <Panel title={copy.details}>
        <dl className="grid gap-x-4 gap-y-2 p-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
          <dt className="text-quiet">{copy.id}</dt>
          <dd>
            <code className="font-mono text-xs break-all">{user.id}</code>
          </dd>
          <dt className="text-quiet">{copy.created}</dt>
          <dd>{formatMoment(user.createdAt)}</dd>
          <dt className="text-quiet">{copy.lastSeen}</dt>
          <dd>{user.lastSeenAt ? formatMoment(user.lastSeenAt) : copy.never}</dd>
        </dl>
      </Panel>
      <UserOrganizations organizations={user.organizations} />
      <UserSessions user={user} />
      <UserActions user={user} />
    </div>
  );
}
