import { createFileRoute, notFound } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { api } from "@/api/client";
import { explain } from "@/api/problem";
import type { DeliveryStatus } from "@/api/types";
import { DeliveryRow, DeliverySkeletons, deliveryWords } from "@/admin/delivery-row";
import { Empty } from "@/components/ui/empty";
import { LoadMore } from "@/components/ui/load-more";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { PageHeader } from "@/shell/page-header";
import { usePageTitle } from "@/shell/page-title";

function isStatus(value: unknown): value is DeliveryStatus {
  return typeof value === "string" && value in deliveryWords;
}

export const Route = createFileRoute("/_session/admin/deliveries")({
  validateSearch: (search): { status?: DeliveryStatus } => (isStatus(search.status) ? { status: search.status } : {}),
  beforeLoad: ({ context }) => {
    if (context.me.user.role !== "admin") throw notFound();
  },
  component: DeliveriesPage,
});

/** Deliveries belong to no organization, so no socket tells of them: the page asks again. */
const renewal = 5000;

const filters = Object.entries(deliveryWords).map(([status, { label }]) => ({ value: status as DeliveryStatus, label }));

function DeliveriesPage() {
  usePageTitle("Deliveries", "Admin");
  const { status = "dead" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const pages = api.useInfiniteQuery(
    "get",
    "/api/admin/deliveries",
    { params: { query: { limit: 50, status } } },
    { initialPageParam: null as string | null, getNextPageParam: (page) => page.nextCursor ?? null, refetchInterval: renewal },
  );
  const deliveries = pages.data?.pages.flatMap((page) => page.items) ?? [];
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
        {pages.isPending ? (
          <DeliverySkeletons />
        ) : pages.isError && deliveries.length === 0 ? (
          <Notice tone="danger" className="m-4" title={explain(pages.error).title}>{explain(pages.error).detail}</Notice>
        ) : deliveries.length === 0 ? (
          <Empty icon={Inbox} title={status === "dead" ? "No dead delivery" : "No delivery"}>
            <p>{status === "dead" ? "Everything that happened has reached what acts on it." : "Nothing with this status right now. The list renews itself."}</p>
          </Empty>
        ) : (
          <ul aria-label="Deliveries" className="divide-y divide-line">
            {deliveries.map((delivery) => (
              <DeliveryRow key={`${delivery.eventId} ${delivery.consumer}`} delivery={delivery} />
            ))}
          </ul>
        )}
        <LoadMore pages={pages} />
      </Panel>
    </div>
  );
}
