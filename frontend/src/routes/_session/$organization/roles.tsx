import { createFileRoute } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { customRolesCopy as copy } from "@/features/organizations/custom_roles/copy";
import { CustomRoleForm } from "@/features/organizations/custom_roles/custom-role-form";
import { CreateDialog } from "@/ui/create-dialog";
import { CustomRoleRow, CustomRoleSkeletons } from "@/features/organizations/custom_roles/custom-role-row";
import { customRolesPath } from "@/features/organizations/custom_roles/paths";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { PeopleSections } from "@/features/organizations/teams/people-sections";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { PermissionDenied } from "@/ui/permission-denied";

export const Route = createFileRoute("/_session/$organization/roles")({ component: RolesPage });

function RolesPage() {
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
        actions={hasPermission(organization, "customRole.manage") && <CreateDialog copy={copy.form}>{(close) => <CustomRoleForm organization={organization} onDone={close} />}</CreateDialog>}
      />
      <PeopleSections organization={organization} />
      <CustomRoleList organization={organization} />
    </div>
  );
}

function CustomRoleList({ organization }: { organization: MyOrganization }) {
  const pages = api.useInfiniteQuery("get", customRolesPath, { params: { path: { organizationId: organization.id }, query: { limit: 50 } } }, paged);
  return (
    <Panel>
      <PagedList
        pages={pages}
        label={copy.title}
        skeleton={<CustomRoleSkeletons />}
        empty={
          <Empty icon={ShieldCheck} title={copy.empty.title}>
            <p>{copy.empty.text}</p>
          </Empty>
        }
      >
        {(customRole) => <CustomRoleRow key={customRole.id} customRole={customRole} organization={organization} />}
      </PagedList>
    </Panel>
  );
}
