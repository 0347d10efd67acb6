import type { Stack } from "../../stack/index.ts";
import { until } from "./poll.ts";

/** How long an attempt at a delivery has the delivery for itself, see `/src/platform/outbox`. */
export const LEASE_MS = 60_000;

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

/** Makes the next attempt due, and fires the cron that runs it. */
export async function retryNow(stack: Stack, eventId: string, consumer: string): Promise<void> {
  await stack.db.prepare("UPDATE outbox_delivery SET due_at = 1 WHERE event_id = ?1 AND consumer = ?2").bind(eventId, consumer).run();
  await stack.scheduled();
}

/**
 * Makes one attempt after the other due until the delivery is done or dead. Resolves with the delivery as failed attempts
 * left it, and at its end. The queue retries by itself as well, so that an attempt may follow before the one before it was
 * seen.
 */
export async function retriedUntilEnd(stack: Stack, eventId: string, consumer: string): Promise<{ failed: DeliveryRow[]; end: DeliveryRow }> {
  const failed: DeliveryRow[] = [];
  for (;;) {
    const seen = failed.at(-1)?.attempts ?? 0;
    const found = await until(`attempt ${seen + 1} at the delivery to ${consumer}, or a later one, to end`, async () => {
      const row = await delivery(stack, eventId, consumer);
      if (row.status === "done" || row.status === "dead") return row;
      // during an attempt, the delivery is due when its lease ends, and not later
      return row.status === "retrying" && row.attempts > seen && row.due_at - row.updated_at > LEASE_MS && row;
    });
    if (found.status !== "retrying") return { failed, end: found };
    failed.push(found);
    await retryNow(stack, eventId, consumer);
  }
}

/** Resolves when every event of an organization was delivered to each of its consumers. */
export async function delivered({ db }: Stack, organizationId: string): Promise<void> {
  const open = db.prepare("SELECT count(*) AS count FROM outbox_delivery AS delivery JOIN outbox_event AS event ON event.id = delivery.event_id WHERE event.organization_id = ?1 AND delivery.status IN ('pending', 'retrying')").bind(organizationId);
  await until("every event to be delivered", async () => (await open.first<number>("count")) === 0);
}
