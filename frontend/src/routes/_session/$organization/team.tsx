import { createFileRoute } from "@tanstack/react-router";
import type { Role } from "@/api/types";
import { may } from "@/app/session/permissions";
import { InvitationsPanel, type InvitationStatus, statusWords } from "@/features/organizations/invitations/invitations-panel";
import { InviteDialog } from "@/features/organizations/invitations/invite-dialog";
import { MembersPanel } from "@/features/organizations/members/members-panel";
import { rolesOf, roleWords } from "@/features/organizations/members/roles";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { Refused } from "@/ui/refused";
import { SearchField } from "@/ui/search-field";
import { Select } from "@/ui/select";

type Search = { q?: string; role?: Role; invitations?: InvitationStatus };

function isOneOf<Key extends string>(words: Record<Key, unknown>, value: unknown): value is Key {
  return typeof value === "string" && Object.hasOwn(words, value);
}

export const Route = createFileRoute("/_session/$organization/team")({
  validateSearch: (search): Search => ({
    ...(typeof search.q === "string" && search.q ? { q: search.q } : {}),
    ...(isOneOf(roleWords, search.role) ? { role: search.role } : {}),
    ...(isOneOf(statusWords, search.invitations) && search.invitations !== "pending" ? { invitations: search.invitations } : {}),
  }),
  component: TeamPage,
});

const anyRole = "any";
const roleFilters = [{ value: anyRole, label: "Any role" }, ...Object.entries(roleWords).map(([value, { label }]) => ({ value, label }))];

function TeamPage() {
  const organization = useOrganization();
  usePageTitle("Team", organization.name);
  const { q, role, invitations = "pending" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const change = (changed: { q?: string | undefined; role?: string; invitations?: InvitationStatus }) =>
    void navigate({ search: (before) => ({ ...before, ...changed }) as Search, replace: true });
  const shows = (kind: keyof typeof rolesOf) => role === undefined || (rolesOf[kind] as readonly Role[]).includes(role);
  if (!may(organization.role, "member.view")) {
    return (
      <div className="grid grid-cols-1 gap-6">
        <PageHeader title="Team" above={organization.name} />
        <Refused>Guests do not see who else belongs to {organization.name}.</Refused>
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title="Team"
        above={organization.name}
        actions={may(organization.role, "member.invite") && <InviteDialog organization={organization} />}
      />
      <div className="flex flex-wrap gap-2">
        <SearchField label="Name, e-mail or Slack name" value={q ?? ""} onSearch={(text) => change({ q: text || undefined })} className="flex-1 basis-56" />
        <Select
          aria-label="Role"
          className="w-32"
          value={role ?? anyRole}
          options={roleFilters}
          onChange={(chosen) => change({ role: chosen === anyRole ? undefined : chosen } as { role?: string })}
        />
      </div>
      <div className="grid grid-cols-1 gap-6 xl:grid-cols-2">
        {shows("internal") && <MembersPanel kind="internal" organization={organization} q={q} role={role} />}
        {shows("external") && <MembersPanel kind="external" organization={organization} q={q} role={role} />}
      </div>
      {may(organization.role, "member.invite") && (
        <InvitationsPanel organization={organization} status={invitations} onStatus={(status) => change({ invitations: status })} />
      )}
    </div>
  );
}
