import { randomBytes } from "node:crypto";
import type { Stack } from "../../stack/index.ts";

/** Adds a queue message that could not be decoded. Returns its id. */
export async function addUndecodableMessage({ db }: Stack, body: string): Promise<string> {
  const id = `undecodable_0${randomBytes(16).toString("hex").slice(0, 25)}`;
  await db
    .prepare("INSERT INTO undecodable_message (id, queue, body, error, created_at) VALUES (?1, 'steward-events', ?2, 'expected a delivery', ?3)")
    .bind(id, body, Date.now())
    .run();
  return id;
}
