import { AppWindow } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { MyOrganization } from "@/api/types";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { appsCopy } from "./copy";
import { OAuthClientRow, OAuthClientSkeletons } from "./oauth-client-row";
import { oauthClientsPath } from "./paths";
import { RegisterAppDialog } from "./register-app-dialog";

const copy = appsCopy.clients;

/** The apps of an organization. */
export function OAuthClientsPanel({ organization }: { organization: MyOrganization }) {
  const pages = api.useInfiniteQuery("get", oauthClientsPath, { params: { path: { organizationId: organization.id }, query: { limit: 50 } } }, paged);
  return (
    <>
      <p className="text-quiet">{copy.description}</p>
      <Panel title={copy.title} actions={<RegisterAppDialog organization={organization} />}>
        <PagedList
          pages={pages}
          label={copy.title}
          skeleton={<OAuthClientSkeletons />}
          empty={
            <Empty icon={AppWindow} title={copy.empty.title}>
              <p>{copy.empty.text}</p>
            </Empty>
          }
        >
          {(client) => <OAuthClientRow key={client.id} client={client} organization={organization} />}
        </PagedList>
      </Panel>
    </>
  );
}
