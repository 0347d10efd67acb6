import type { Stack } from "../../stack/index.ts";
import { until } from "./poll.ts";

/** How long an attempt at a delivery has the delivery for itself, see `/src/platform/outbox`. */
const LEASE_MS = 60_000;

export interface DeliveryRow {
  event_id: string;
  consumer: string;
  status: "pending" | "retrying" | "done" | "dead";
  attempts: number;
  last_error: string | null;
  due_at: number;
  updated_at: number;
}

/** A delivery as the database has it. */
export async function delivery({ db }: Stack, eventId: string, consumer: string): Promise<DeliveryRow> {
  const found = await db.prepare("SELECT event_id, consumer, status, attempts, last_error, due_at, updated_at FROM outbox_delivery WHERE event_id = ?1 AND consumer = ?2").bind(eventId, consumer).first<DeliveryRow>();
  if (found === null) throw new Error(`there is no delivery of ${eventId} to ${consumer}`);
  return found;
}

/** The delivery once it has that status. */
export function deliveryWith(stack: Stack, eventId: string, consumer: string, status: DeliveryRow["status"]): Promise<DeliveryRow> {
  return until(`the delivery to ${consumer} to be ${status}`, async () => {
    const found = await delivery(stack, eventId, consumer);
    return found.status === status && found;
  });
}

/** The delivery once that attempt has failed; during an attempt, the delivery is due when its lease ends, and not later. */
export function failedAttempt(stack: Stack, eventId: string, consumer: string, attempt: number): Promise<DeliveryRow> {
  return until(`attempt ${attempt} of the delivery to ${consumer} to fail`, async () => {
    const found = await delivery(stack, eventId, consumer);
    return found.status === "retrying" && found.attempts === attempt && found.due_at - found.updated_at > LEASE_MS && found;
  });
}

/** Makes the next attempt due, and fires the cron that runs it. */
export async function retryNow(stack: Stack, eventId: string, consumer: string): Promise<void> {
  await stack.db.prepare("UPDATE outbox_delivery SET due_at = 1 WHERE event_id = ?1 AND consumer = ?2").bind(eventId, consumer).run();
  await stack.scheduled();
}

/** Resolves when every event of an organization was delivered to each of its consumers. */
export async function delivered({ db }: Stack, organizationId: string): Promise<void> {
  const open = db.prepare("SELECT count(*) AS count FROM outbox_delivery AS delivery JOIN outbox_event AS event ON event.id = delivery.event_id WHERE event.organization_id = ?1 AND delivery.status IN ('pending', 'retrying')").bind(organizationId);
  await until("every event to be delivered", async () => (await open.first<number>("count")) === 0);
}
