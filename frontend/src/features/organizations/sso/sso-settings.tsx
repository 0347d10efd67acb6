import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { Restartable } from "@/ui/conflict/use-edit";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { ConnectionPanel } from "./connection-panel";
import { ssoSettingsCopy } from "./copy";
import { EnforcementPanel } from "./enforcement-panel";
import { ssoPath } from "./paths";
import { ScimPanel } from "./scim-panel";

/** The connection to the organization's identity provider, and whether single sign-on is required. */
export function SsoSettings({ organization }: { organization: MyOrganization }) {
  const sso = api.useQuery("get", ssoPath, { params: { path: { organizationId: organization.id } } });
  if (sso.data === undefined) {
    return (
      <Panel title={ssoSettingsCopy.connection.title}>
        {sso.isPending ? (
          <div aria-hidden className="grid gap-2 p-4">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-9" />
          </div>
        ) : (
          <ListError error={sso.error} onRetry={sso.refetch} pending={sso.isFetching} />
        )}
      </Panel>
    );
  }
  const { connection } = sso.data;
  return (
    <div className="grid gap-6">
      <Restartable>{(restart) => <ConnectionPanel organization={organization} sso={sso.data} onRestart={restart} />}</Restartable>
      {connection && <EnforcementPanel key={`${connection.id} ${connection.enforcedAt}`} organization={organization} sso={sso.data} connection={connection} />}
      <ScimPanel organization={organization} />
    </div>
  );
}
