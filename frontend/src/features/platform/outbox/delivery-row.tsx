import { useQueryClient } from "@tanstack/react-query";
import { Check, Clock, type LucideIcon, RotateCw, Skull } from "lucide-react";
import { api } from "@/api/client";
import type { Delivery, DeliveryStatus } from "@/api/types";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { outboxCopy } from "./copy";

const copy = outboxCopy.deliveries;

const statusDisplay: Record<DeliveryStatus, { label: string; icon: LucideIcon; badgeClass: string }> = {
  dead: { label: copy.statuses.dead, icon: Skull, badgeClass: "bg-danger/12 text-danger" },
  retrying: { label: copy.statuses.retrying, icon: RotateCw, badgeClass: "bg-warning/14 text-warning" },
  pending: { label: copy.statuses.pending, icon: Clock, badgeClass: "bg-live/12 text-live" },
  done: { label: copy.statuses.done, icon: Check, badgeClass: "bg-success/12 text-success" },
};

const rowClass = "grid items-start gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[6.5rem_minmax(0,1fr)_auto]";

/** The delivery of an event to a consumer. A dead one can be requeued. */
export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { label, icon: Icon, badgeClass } = statusDisplay[delivery.status];
  const queryClient = useQueryClient();
  const requeue = api.useMutation("post", "/api/admin/deliveries/{eventId}/{consumer}/requeue", {
    onSuccess: () => {
      toast.success(copy.retried);
      return queryClient.invalidateQueries({ queryKey: ["get", "/api/admin/deliveries"] });
    },
  });
  return (
    <li data-delivery={delivery.eventId} className={rowClass}>
      <span data-status={delivery.status} className={classNames("inline-flex h-6 items-center gap-1.5 justify-self-start rounded-full px-2 text-xs font-medium", badgeClass)}>
        <Icon aria-hidden strokeWidth={2.5} className="size-3.5" />
        {label}
      </span>
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap gap-x-2 font-medium">
          <span>{delivery.eventName}</span>
          <span className="font-normal text-quiet">{copy.to(delivery.consumer)}</span>
        </p>
        {delivery.lastError && <p className="font-mono text-xs break-words text-danger">{delivery.lastError}</p>}
        <p className="flex flex-wrap gap-x-3 text-xs text-quiet">
          <span>{copy.attempts(delivery.attempts)}</span>
          <span>
            {copy.updated} <Ago at={delivery.updatedAt} />
          </span>
          <code className="font-mono break-all">{delivery.eventId}</code>
          {delivery.estateId && <code className="font-mono break-all">{delivery.estateId}</code>}
        </p>
      </div>
      {delivery.status === "dead" && (
        <Button
          size="small"
          className="justify-self-start"
          pending={requeue.isPending}
          onClick={() => requeue.mutate({ params: { path: { eventId: delivery.eventId, consumer: delivery.consumer } } })}
        >
          {!requeue.isPending && <RotateCw aria-hidden />}
          {copy.retry}
        </Button>
      )}
    </li>
  );
}

export function DeliverySkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 5 }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="h-6 w-20 rounded-full" />
          <div className="grid gap-2">
            <Skeleton className="h-4 w-56" />
            <Skeleton className="h-3 w-72 max-w-full" />
          </div>
        </li>
      ))}
    </ul>
  );
}
