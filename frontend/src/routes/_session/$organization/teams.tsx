import { createFileRoute } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { teamsCopy as copy } from "@/features/organizations/teams/copy";
import { TeamForm } from "@/features/organizations/teams/team-form";
import { CreateDialog } from "@/ui/create-dialog";
import { teamsPath } from "@/features/organizations/teams/paths";
import { PeopleSections } from "@/features/organizations/teams/people-sections";
import { TeamRow, TeamSkeletons } from "@/features/organizations/teams/team-row";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { PermissionDenied } from "@/ui/permission-denied";

export const Route = createFileRoute("/_session/$organization/teams")({ component: TeamsPage });

function TeamsPage() {
  const organization = useOrganization();
  usePageTitle(copy.title, organization.name);
  if (!hasPermission(organization, "member.view")) {
    return (
      <div className="grid grid-cols-1 gap-6">
        <PageHeader title={copy.title} above={organization.name} />
        <PermissionDenied>{copy.denied(organization.name)}</PermissionDenied>
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title={copy.title}
        above={organization.name}
        below={copy.description}
        actions={hasPermission(organization, "team.manage") && <CreateDialog copy={copy.form}>{(close) => <TeamForm organization={organization} onDone={close} />}</CreateDialog>}
      />
      <PeopleSections organization={organization} />
      <TeamList organization={organization} />
    </div>
  );
}

function TeamList({ organization }: { organization: MyOrganization }) {
  const pages = api.useInfiniteQuery("get", teamsPath, { params: { path: { organizationId: organization.id }, query: { limit: 50 } } }, paged);
  return (
    <Panel>
      <PagedList
        pages={pages}
        label={copy.title}
        skeleton={<TeamSkeletons />}
        empty={
          <Empty icon={Users} title={copy.empty.title}>
            <p>{copy.empty.text}</p>
          </Empty>
        }
      >
        {(team) => <TeamRow key={team.id} team={team} organization={organization} />}
      </PagedList>
    </Panel>
  );
}
