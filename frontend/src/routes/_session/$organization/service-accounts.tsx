import { createFileRoute } from "@tanstack/react-router";
import { Bot } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { serviceAccountsCopy as copy } from "@/features/organizations/service_accounts/copy";
import { ServiceAccountForm } from "@/features/organizations/service_accounts/service-account-form";
import { CreateDialog } from "@/ui/create-dialog";
import { serviceAccountsPath } from "@/features/organizations/service_accounts/paths";
import { ProgramsHeader } from "@/features/organizations/service_accounts/programs-header";
import { ServiceAccountRow, ServiceAccountSkeletons } from "@/features/organizations/service_accounts/service-account-row";
import { Empty } from "@/ui/empty";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { PermissionDenied } from "@/ui/permission-denied";

export const Route = createFileRoute("/_session/$organization/service-accounts")({ component: ServiceAccountsPage });

function ServiceAccountsPage() {
  const organization = useOrganization();
  usePageTitle(copy.title, organization.name);
  const allowed = hasPermission(organization, "serviceAccount.manage");
  return (
    <div className="grid grid-cols-1 gap-6">
      <ProgramsHeader organization={organization} title={copy.title} below={copy.description} actions={allowed && <CreateDialog copy={copy.form}>{(close) => <ServiceAccountForm organization={organization} onDone={close} />}</CreateDialog>} />
      {allowed ? <ServiceAccountList organization={organization} /> : <PermissionDenied>{copy.denied(organization.name)}</PermissionDenied>}
    </div>
  );
}

function ServiceAccountList({ organization }: { organization: MyOrganization }) {
  const pages = api.useInfiniteQuery("get", serviceAccountsPath, { params: { path: { organizationId: organization.id }, query: { limit: 50 } } }, paged);
  return (
    <Panel>
      <PagedList
        pages={pages}
        label={copy.title}
        skeleton={<ServiceAccountSkeletons />}
        empty={
          <Empty icon={Bot} title={copy.empty.title}>
            <p>{copy.empty.text}</p>
          </Empty>
        }
      >
        {(account) => <ServiceAccountRow key={account.id} account={account} organization={organization} />}
      </PagedList>
    </Panel>
  );
}
