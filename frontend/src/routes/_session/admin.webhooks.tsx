import { createFileRoute } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import { RowSkeletons } from "@/features/admin/row-skeletons";
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
  usePageTitle("Webhooks", "Admin");
  const pages = api.useInfiniteQuery("get", "/api/admin/webhook-deliveries", { params: { query: { limit: 50 } } }, { ...paged, refetchInterval: pollInterval });
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title="Webhooks" above="Admin" below="Deliveries that providers sent and whose signature was valid, newest first. They are kept for 30 days." />
      <Panel>
        <PagedList
          pages={pages}
          label="Webhook deliveries"
          skeleton={<RowSkeletons />}
          empty={
            <Empty icon={Webhook} title="No webhook deliveries">
              <p>A delivery appears here when a provider sends one.</p>
            </Empty>
          }
        >
          {(delivery) => <WebhookDeliveryRow key={`${delivery.provider} ${delivery.deliveryId}`} delivery={delivery} />}
        </PagedList>
      </Panel>
    </div>
  );
}
