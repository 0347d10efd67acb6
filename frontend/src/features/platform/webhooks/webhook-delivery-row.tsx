import type { WebhookDelivery } from "@/api/types";
import { Ago } from "@/format/time";
import { classNames } from "@/ui/class-names";
import { webhooksCopy } from "./copy";

/** A recorded delivery of a provider's webhook, and what it led to. */
export function WebhookDeliveryRow({ delivery }: { delivery: WebhookDelivery }) {
  const isAccepted = delivery.outcome === "accepted";
  return (
    <li data-webhook-delivery={delivery.deliveryId} className="grid items-start gap-x-4 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap gap-x-2 font-medium">
          <span>{delivery.event || webhooksCopy.unknownEvent}</span>
          <span className="font-normal text-quiet">{webhooksCopy.from(delivery.provider)}</span>
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-quiet">
          <code className="font-mono break-all">{delivery.deliveryId}</code>
          {delivery.startedIds.map((id) => (
            <code key={id} className="font-mono break-all">
              {id}
            </code>
          ))}
        </p>
      </div>
      <p className="flex flex-wrap gap-x-3 text-xs sm:justify-end">
        <span className={classNames(isAccepted ? "text-success" : "text-quiet")}>{isAccepted ? webhooksCopy.accepted : delivery.outcome}</span>
        <span className="text-quiet">
          <Ago at={delivery.receivedAt} />
        </span>
      </p>
    </li>
  );
}
