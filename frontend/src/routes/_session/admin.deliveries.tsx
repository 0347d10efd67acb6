import { createFileRoute } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { DeliveryStatus } from "@/api/types";
import { adminCopy } from "@/features/admin/copy";
import { outboxCopy } from "@/features/platform/outbox/copy";
import { DeliveryRow, DeliverySkeletons } from "@/features/platform/outbox/delivery-row";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";

const statuses: readonly unknown[] = ["dead", "retrying", "pending", "done"] satisfies DeliveryStatus[];

function isStatus(value: unknown): value is DeliveryStatus {
  return statuses.includes(value);
}

export const Route = createFileRoute("/_session/admin/deliveries")({
  validateSearch: (search): { status?: DeliveryStatus } => (isStatus(search.status) ? { status: search.status } : {}),
  component: DeliveriesPage,
});

/** Milliseconds. Deliveries have no socket, so the page polls. */
const pollInterval = 5000;

const copy = outboxCopy.deliveries;

const filters = Object.entries(copy.statuses).map(([status, label]) => ({ value: status as DeliveryStatus, label }));

function DeliveriesPage() {
  usePageTitle(copy.title, adminCopy.area);
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
        title={copy.title}
        above={adminCopy.area}
        below={copy.description}
        actions={
          <Select
            aria-label={copy.status}
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
          label={copy.title}
          skeleton={<DeliverySkeletons />}
          empty={
            <Empty icon={Inbox} title={(status === "dead" ? copy.noDead : copy.none).title}>
              <p>{(status === "dead" ? copy.noDead : copy.none).detail}</p>
            </Empty>
          }
        >
          {(delivery) => <DeliveryRow key={`${delivery.eventId} ${delivery.consumer}`} delivery={delivery} />}
        </PagedList>
      </Panel>
    </div>
  );
}
