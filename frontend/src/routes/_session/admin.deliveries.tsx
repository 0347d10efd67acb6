import { createFileRoute } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { DeliveryStatus } from "@/api/types";
import { DeliveryRow, DeliverySkeletons, deliveryStatusDisplay } from "@/features/platform/outbox/delivery-row";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";

function isStatus(value: unknown): value is DeliveryStatus {
  return typeof value === "string" && value in deliveryStatusDisplay;
}

export const Route = createFileRoute("/_session/admin/deliveries")({
  validateSearch: (search): { status?: DeliveryStatus } => (isStatus(search.status) ? { status: search.status } : {}),
  component: DeliveriesPage,
});

/** Milliseconds. Deliveries have no socket, so the page polls. */
const pollInterval = 5000;

const filters = Object.entries(deliveryStatusDisplay).map(([status, { label }]) => ({ value: status as DeliveryStatus, label }));

function DeliveriesPage() {
  usePageTitle("Deliveries", "Admin");
  const { status = "dead" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const pages = api.useInfiniteQuery(
    "get",
    "/api/admin/deliveries",
    { params: { query: { limit: 50, status } } },
    { ...paged, refetchInterval: pollInterval },
  );
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title="Deliveries"
        above="Admin"
        below="What happened, on its way to what acts on it. A dead delivery failed too often and waits for you."
        actions={
          <Select
            aria-label="Status"
            className="w-36"
            value={status}
            options={filters}
            onChange={(chosen) => void navigate({ search: chosen === "dead" ? {} : { status: chosen }, replace: true })}
          />
        }
      />
      <Panel>
        <PagedList
          pages={pages}
          label="Deliveries"
          skeleton={<DeliverySkeletons />}
          empty={
            <Empty icon={Inbox} title={status === "dead" ? "No dead delivery" : "No delivery"}>
              <p>{status === "dead" ? "Everything that happened has reached what acts on it." : "Nothing with this status right now. The list renews itself."}</p>
            </Empty>
          }
        >
          {(delivery) => <DeliveryRow key={`${delivery.eventId} ${delivery.consumer}`} delivery={delivery} />}
        </PagedList>
      </Panel>
    </div>
  );
}
