import { createFileRoute } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { ApiKeyRow, ApiKeySkeletons } from "@/features/identity/api_clients/api-key-row";
import { apiClientsCopy } from "@/features/identity/api_clients/copy";
import { CreateApiKeyDialog } from "@/features/identity/api_clients/create-api-key-dialog";
import { apiKeysPath } from "@/features/identity/api_clients/paths";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { ProgramsHeader } from "@/features/organizations/service_accounts/programs-header";
import { Empty } from "@/ui/empty";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { PermissionDenied } from "@/ui/permission-denied";

export const Route = createFileRoute("/_session/$organization/keys")({ component: KeysPage });

function KeysPage() {
  const organization = useOrganization();
  usePageTitle(apiClientsCopy.keys.title, organization.name);
  const allowed = hasPermission(organization, "apiKey.manage");
  return (
    <div className="grid grid-cols-1 gap-6">
      <ProgramsHeader
        organization={organization}
        title={apiClientsCopy.keys.title}
        below={apiClientsCopy.keys.description}
        actions={allowed && <CreateApiKeyDialog organization={organization} />}
      />
      {allowed ? <ApiKeyList organization={organization} /> : <PermissionDenied>{apiClientsCopy.keys.denied(organization.name)}</PermissionDenied>}
    </div>
  );
}

function ApiKeyList({ organization }: { organization: MyOrganization }) {
  const pages = api.useInfiniteQuery("get", apiKeysPath, { params: { path: { organizationId: organization.id }, query: { limit: 50 } } }, paged);
  return (
    <Panel>
      <PagedList
        pages={pages}
        label={apiClientsCopy.keys.title}
        skeleton={<ApiKeySkeletons />}
        empty={
          <Empty icon={KeyRound} title={apiClientsCopy.keys.empty.title}>
            <p>{apiClientsCopy.keys.empty.header}</p>
          </Empty>
        }
      >
        {(apiKey) => <ApiKeyRow key={apiKey.id} apiKey={apiKey} organization={organization} />}
      </PagedList>
    </Panel>
  );
}
