import { ApiError, notFound } from "./answer.ts";
import { requireApp } from "./caller.ts";
import type { Delivery } from "../webhooks.ts";
import type { Context, Operation } from "./router.ts";

/** Schema `hook-delivery-item`. */
function item(delivery: Delivery) {
  const { id, guid, redelivery, duration, status, event, action } = delivery;
  return {
    id,
    guid,
    delivered_at: new Date(delivery.deliveredAt).toISOString(),
    redelivery,
    duration,
    status,
    status_code: delivery.statusCode,
    event,
    action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

function deliveryOf(context: Context): Delivery {
  requireApp(context.caller);
  const delivery = context.github.webhooks.deliveries.find(({ id }) => id === Number(context.parameters["delivery_id"]));
  if (delivery === undefined) throw notFound("/apps/webhooks");
  return delivery;
}

/** GET /app/hook/deliveries: newest first, by cursor */
const listDeliveries: Operation = (context) => {
  requireApp(context.caller);
  const { url, github } = context;
  const size = Math.min(Math.max(Number(url.searchParams.get("per_page") ?? 30) || 30, 1), 100);
  const cursor = url.searchParams.get("cursor");
  const before = cursor === null ? Number.POSITIVE_INFINITY : Number(cursor);
  if (Number.isNaN(before)) throw new ApiError(400, "Invalid cursor", "/apps/webhooks");
  const wanted = url.searchParams.get("status");
  const succeeded = (delivery: Delivery) => delivery.statusCode >= 200 && delivery.statusCode < 300;
  const rest = github.webhooks.deliveries
    .filter((delivery) => delivery.id < before && (wanted === null || (wanted === "success") === succeeded(delivery)))
    .sort((one, other) => other.id - one.id);
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  const headers: Record<string, string> = {};
  if (last !== undefined && rest.length > size) {
    const next = new URL(url);
    next.searchParams.set("cursor", String(last.id));
    headers["link"] = `<${next.href}>; rel="next"`;
  }
  return { status: 200, body: shown.map(item), headers };
};

/** GET /app/hook/deliveries/{delivery_id} */
const getDelivery: Operation = (context) => {
  const delivery = deliveryOf(context);
  const body = {
    ...item(delivery),
    url: delivery.url,
    request: { headers: delivery.request.headers, payload: JSON.parse(delivery.request.body) as unknown },
    response: { headers: delivery.response.headers, payload: delivery.response.body },
  };
  return { status: 200, body };
};

/** POST /app/hook/deliveries/{delivery_id}/attempts: sends it again under the same GUID */
const redeliver: Operation = (context) => {
  void context.github.webhooks.redeliver(deliveryOf(context).id);
  return { status: 202, body: {} };
};

export const hookOperations: [string, string, Operation][] = [
  ["GET", "/app/hook/deliveries", listDeliveries],
  ["GET", "/app/hook/deliveries/{delivery_id}", getDelivery],
  ["POST", "/app/hook/deliveries/{delivery_id}/attempts", redeliver],
];
