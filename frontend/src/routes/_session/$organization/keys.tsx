import { createFileRoute } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { MyOrganization } from "@/api/types";
import { may } from "@/app/session/permissions";
import { KeyRow, KeySkeletons } from "@/features/identity/api_clients/api-key-row";
import { CreateKeyDialog } from "@/features/identity/api_clients/create-api-key-dialog";
import { keysPath } from "@/features/identity/api_clients/paths";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Refused } from "@/ui/refused";

export const Route = createFileRoute("/_session/$organization/keys")({ component: KeysPage });

function KeysPage() {
  const organization = useOrganization();
  usePageTitle("API keys", organization.name);
  const allowed = may(organization.role, "apiKey.manage");
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title="API keys"
        above={organization.name}
        below="For programs that use the API of this organization. A key acts as its maker, within its scopes."
        actions={allowed && <CreateKeyDialog organization={organization} />}
      />
      {allowed ? <KeyList organization={organization} /> : <Refused>Owners and admins of {organization.name} make and end its API keys.</Refused>}
    </div>
  );
}

function KeyList({ organization }: { organization: MyOrganization }) {
  const pages = api.useInfiniteQuery("get", keysPath, { params: { path: { organizationId: organization.id }, query: { limit: 50 } } }, paged);
  return (
    <Panel>
      <PagedList
        pages={pages}
        label="API keys"
        skeleton={<KeySkeletons />}
        empty={
          <Empty icon={KeyRound} title="No key yet">
            <p>A program sends its key as “Authorization: Bearer steward_…”.</p>
          </Empty>
        }
      >
        {(apiKey) => <KeyRow key={apiKey.id} apiKey={apiKey} organization={organization} />}
      </PagedList>
    </Panel>
  );
}
