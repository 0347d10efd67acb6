import { createFileRoute } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import { adminCopy } from "@/features/admin/copy";
import { RowSkeletons } from "@/features/admin/row-skeletons";
import { webhooksCopy } from "@/features/platform/webhooks/copy";
import { WebhookDeliveryRow } from "@/features/platform/webhooks/webhook-delivery-row";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";

export const Route = createFileRoute("/_session/admin/webhooks")({ component: WebhooksPage });

/** Milliseconds. Webhook deliveries have no socket, so the page polls. */
const pollInterval = 5000;

function WebhooksPage() {
  usePageTitle(webhooksCopy.title, adminCopy.area);
  const pages = api.useInfiniteQuery("get", "/api/admin/webhook-deliveries", { params: { query: { limit: 50 } } }, { ...paged, refetchInterval: pollInterval });
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={webhooksCopy.title} above={adminCopy.area} below={webhooksCopy.description} />
      <Panel>
        <PagedList
          pages={pages}
          label={webhooksCopy.label}
          skeleton={<RowSkeletons />}
          empty={
            <Empty icon={Webhook} title={webhooksCopy.empty}>
              <p>{webhooksCopy.emptyDetail}</p>
            </Empty>
          }
        >
          {(delivery) => <WebhookDeliveryRow key={`${delivery.provider} ${delivery.hookId} ${delivery.event} ${delivery.deliveryId}`} delivery={delivery} />}
        </PagedList>
      </Panel>
    </div>
  );
}
