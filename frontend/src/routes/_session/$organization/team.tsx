import { createFileRoute } from "@tanstack/react-router";
import type { Role } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { InvitationsPanel } from "@/features/organizations/invitations/invitations-panel";
import { InviteDialog } from "@/features/organizations/invitations/invite-dialog";
import { InviteListDialog } from "@/features/organizations/invitations/invite-list-dialog";
import { type InvitationStatus, isInvitationStatus } from "@/features/organizations/invitations/paths";
import { JoinRequestsPanel } from "@/features/organizations/join_requests/join-requests-panel";
import { membersCopy } from "@/features/organizations/members/copy";
import { MembersPanel } from "@/features/organizations/members/members-panel";
import { isRole, rolesByKind } from "@/features/organizations/members/role-kinds";
import { roleLabels } from "@/features/organizations/members/roles";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { PeopleSections } from "@/features/organizations/teams/people-sections";
import { parseSearchText } from "@/format/search-text";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PermissionDenied } from "@/ui/permission-denied";
import { SearchField } from "@/ui/search-field";
import { Select } from "@/ui/select";

type Search = { q?: string | undefined; role?: Role; invitations?: InvitationStatus };

export const Route = createFileRoute("/_session/$organization/team")({
  validateSearch: (search): Search => ({
    q: parseSearchText(search.q),
    ...(isRole(search.role) ? { role: search.role } : {}),
    ...(isInvitationStatus(search.invitations) && search.invitations !== "pending" ? { invitations: search.invitations } : {}),
  }),
  component: TeamPage,
});

const anyRole = "any";
const roleFilters = [{ value: anyRole, label: membersCopy.anyRole }, ...Object.entries(roleLabels).map(([value, { label }]) => ({ value, label }))];

function TeamPage() {
  const organization = useOrganization();
  usePageTitle(membersCopy.title, organization.name);
  const { q, role, invitations = "pending" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const updateSearch = (changed: { q?: string | undefined; role?: string; invitations?: InvitationStatus }) =>
    void navigate({ search: (before) => ({ ...before, ...changed }) as Search, replace: true });
  const showsKind = (kind: keyof typeof rolesByKind) => role === undefined || (rolesByKind[kind] as readonly Role[]).includes(role);
  if (!hasPermission(organization, "member.view")) {
    return (
      <div className="grid grid-cols-1 gap-6">
        <PageHeader title={membersCopy.title} above={organization.name} />
        <PermissionDenied>{membersCopy.denied(organization.name)}</PermissionDenied>
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title={membersCopy.title}
        above={organization.name}
        actions={
          hasPermission(organization, "member.invite") && (
            <div className="flex flex-wrap gap-2">
              <InviteListDialog organization={organization} />
              <InviteDialog organization={organization} />
            </div>
          )
        }
      />
      <PeopleSections organization={organization} />
      <div className="flex flex-wrap gap-2">
        <SearchField label={membersCopy.search} value={q ?? ""} onSearch={(text) => updateSearch({ q: text || undefined })} className="flex-1 basis-56" />
        <Select
          aria-label={membersCopy.role}
          className="w-32"
          value={role ?? anyRole}
          options={roleFilters}
          onChange={(chosen) => updateSearch({ role: chosen === anyRole ? undefined : chosen } as { role?: string })}
        />
      </div>
      <div className="grid grid-cols-1 gap-6 xl:grid-cols-2">
        {showsKind("internal") && <MembersPanel kind="internal" organization={organization} q={q} role={role} />}
        {showsKind("external") && <MembersPanel kind="external" organization={organization} q={q} role={role} />}
      </div>
      {hasPermission(organization, "member.invite") && (
        <>
          <InvitationsPanel organization={organization} status={invitations} onStatus={(status) => updateSearch({ invitations: status })} />
          <JoinRequestsPanel organization={organization} />
        </>
      )}
    </div>
  );
}
