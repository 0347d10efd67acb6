// Proves that administrators page through the queue messages that could not be decoded, newest first, and other users do not.
import { expect } from "vitest";
import { grantAdmin } from "../../support/people.ts";
import { integration } from "../../support/test.ts";

// the list spans tenants, so the stack is this file's alone
const test = integration({});

interface List {
  items: { id: string; queue: string; body: string; error: string; createdAt: string }[];
  nextCursor: string | null;
}

const path = "/api/admin/undecodable-messages";

test("undecodable messages are listed newest first, in pages", async ({ stack, owner }) => {
  const now = Date.now();
  // ids begin with the time, so their order is that of the messages
  const ids = [1, 2, 3].map((number) => `undecodable_01k9zqt3m8e7tbm3hz0c3x000${number}`);
  const insert = stack.db.prepare("INSERT INTO undecodable_message (id, queue, body, error, created_at) VALUES (?1, 'steward-events', ?2, 'expected a map', ?3)");
  await stack.db.batch(ids.map((id, index) => insert.bind(id, `text ${index}`, now + index)));
  expect(await owner.client.refused("GET", path)).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  await grantAdmin(stack, owner);

  const first = await owner.client.ok<List>("GET", `${path}?limit=2`);
  expect(first.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  expect(first.items[0]).toEqual({ id: ids[2], queue: "steward-events", body: "text 2", error: "expected a map", createdAt: new Date(now + 2).toISOString() });
  const second = await owner.client.ok<List>("GET", `${path}?limit=2&cursor=${first.nextCursor}`);
  expect(second).toMatchObject({ items: [{ id: ids[0] }], nextCursor: null });
});
