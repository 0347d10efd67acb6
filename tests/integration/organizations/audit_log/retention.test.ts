// Proves that audit events are removed by the organization's rule and no others, that the rest of the chain stays verifiable, and that
// somebody who can write to the database only is found out when they remove more.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { audited } from "../../support/audit.ts";
import { join, signInAgain, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";

const test = integration({ withoutRunner: true });
const DAY = 86_400_000;
const path = ({ organizationId }: Person) => `/api/organizations/${organizationId}/audit/retention`;

interface Verification {
  checkedFrom: number;
  checkedTo: number;
  removedSequence: number;
  latestSequence: number;
  complete: boolean;
  broken: { sequence: number; id: string | null; reason: string } | null;
}

async function verify({ client, organizationId }: Person): Promise<Verification> {
  let result: Verification | undefined;
  while (!result?.complete && !result?.broken) result = await client.ok("GET", `/api/organizations/${organizationId}/audit/verification?after=${result?.checkedTo ?? 0}`);
  return result;
}

const closed = (stack: Stack, { organizationId }: Person) =>
  until("the chain to be closed", async () => (await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE organization_id = ?1 AND sequence IS NULL").bind(organizationId).first<number>("count")) === 0, 20_000);

const numbers = async ({ db }: Stack, { organizationId }: Person) =>
  (await db.prepare("SELECT sequence FROM audit_log WHERE organization_id = ?1 AND sequence IS NOT NULL ORDER BY sequence").bind(organizationId).all<{ sequence: number }>()).results.map(({ sequence }) => sequence);

/** Events of an organization that are so many days old, in front of those of its sign-up. */
async function age(stack: Stack, owner: Person, days: number[]): Promise<void> {
  await closed(stack, owner);
  const { db } = stack;
  const insert = db.prepare("INSERT INTO audit_log (id, organization_id, actor_type, action, resource_type, created_at) VALUES (?1, ?2, 'system', 'filler', 'nothing', ?3)");
  await db.batch([
    db.prepare("DELETE FROM audit_log WHERE organization_id = ?1").bind(owner.organizationId),
    db.prepare("DELETE FROM audit_chain WHERE chain = ?1").bind(owner.organizationId),
    ...days.map((day, index) => insert.bind(`aud_${owner.organizationId}_${index}`, owner.organizationId, Date.now() - day * DAY)),
  ]);
  for (const { key } of (await stack.bucket.list({ prefix: `audit-anchors/${owner.organizationId}/` })).objects) await stack.bucket.delete(key);
  await stack.scheduled();
  await closed(stack, owner);
}

/** Lets the job of an organization run at the next tick. */
async function runJob(stack: Stack, { organizationId }: Person): Promise<void> {
  await stack.db.prepare("UPDATE audit_retention SET next_removal_at = 0 WHERE organization_id = ?1").bind(organizationId).run();
  await stack.scheduled();
}

const fill = (count: number, days: number) => Array.from({ length: count }, () => days);

test("an owner limits how long events are kept; the older ones are removed a day later, archived first, and the rest is verified", async ({ stack, owner }) => {
  await age(stack, owner, [400, 300, 200, 100, 80, 1]);
  expect(await owner.client.ok("GET", path(owner))).toEqual({ days: null });
  expect(await owner.client.ok("PUT", path(owner), { days: 180 })).toEqual({ days: 180 });
  expect(await owner.client.ok("GET", path(owner))).toEqual({ days: 180 });
  await closed(stack, owner);
  await stack.scheduled();
  expect(await numbers(stack, owner)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const { results: before } = await stack.db.prepare("SELECT id, hash FROM audit_log WHERE organization_id = ?1 ORDER BY sequence").bind(owner.organizationId).all<{ id: string; hash: string }>();
  await runJob(stack, owner);
  await closed(stack, owner);
  expect(await numbers(stack, owner)).toEqual([4, 5, 6, 7, 8]);
  expect(await verify(owner)).toMatchObject({ checkedFrom: 4, checkedTo: 8, removedSequence: 3, complete: true, broken: null });
  for (const after of [1, 3, 5]) expect(await owner.client.ok("GET", `/api/organizations/${owner.organizationId}/audit/verification?after=${after}`)).toMatchObject({ complete: true });
  expect(await audited(stack, owner.organizationId, "audit.setRetention")).toEqual([{ actorId: owner.userId, detail: { before: { days: null }, after: { days: 180 } } }]);
  expect(await audited(stack, owner.organizationId, "audit.removeExpired")).toEqual([{ actorId: "audit retention", detail: { before: { firstSequence: 1, lastSequence: 3 } } }]);

  const today = new Date().toISOString().slice(0, 10);
  const [archive] = (await stack.bucket.list({ prefix: `audit-archive/${today}/${owner.organizationId}/` })).objects;
  const lines = (await (await stack.bucket.get(archive?.key ?? ""))?.text())?.trim().split("\n").map((line) => JSON.parse(line) as { content: unknown[]; hash: string });
  expect(lines?.map(({ content, hash }) => ({ id: content[2], hash }))).toEqual(before.slice(0, 3));
  // again: nothing more is due
  await runJob(stack, owner);
  expect((await numbers(stack, owner))[0]).toBe(4);
  expect(await owner.client.refused("PUT", path(owner), { body: {} })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "days" });
  expect(await owner.client.ok("PUT", path(owner), { days: null })).toEqual({ days: null });
  expect(await stack.db.prepare("SELECT count(*) AS count FROM audit_retention WHERE organization_id = ?1").bind(owner.organizationId).first("count")).toBe(0);
});

test("a long backlog is removed in steps, and other organizations do not wait for it", async ({ stack, owner }) => {
  const neighbour = await signUp(stack);
  await age(stack, owner, fill(1_100, 200));
  await age(stack, neighbour, [200, 200]);
  for (const person of [owner, neighbour]) await person.client.ok("PUT", path(person), { days: 90 });
  await stack.db.prepare("UPDATE audit_retention SET next_removal_at = 0").run();
  await stack.scheduled();
  expect([(await numbers(stack, owner))[0], (await numbers(stack, neighbour))[0]]).toEqual([501, 3]);
  for (let tick = 0; tick < 2; tick += 1) await stack.scheduled();
  expect((await numbers(stack, owner))[0]).toBe(1_101);
  await closed(stack, owner);
  expect(await verify(owner)).toMatchObject({ removedSequence: 1_100, complete: true, broken: null });
  expect(await verify(neighbour)).toMatchObject({ removedSequence: 2, complete: true, broken: null });
});

test("events that a stream has not delivered are kept, also while it is paused", async ({ stack, owner }) => {
  await age(stack, owner, [300, 300, 300, 1]);
  await owner.client.ok("PUT", path(owner), { days: 90 });
  await stack.db.prepare("INSERT INTO audit_stream (id, organization_id, url, secret_sealed, paused_at, delivered_sequence, next_attempt_at, created_at, updated_at) VALUES (?1, ?2, 'https://siem.example', 'sealed', 1, 2, 1, 1, 1)").bind(`aust_${owner.organizationId}`, owner.organizationId).run();
  await runJob(stack, owner);
  expect((await numbers(stack, owner))[0]).toBe(3);
  await stack.db.prepare("DELETE FROM audit_stream WHERE organization_id = ?1").bind(owner.organizationId).run();
  await runJob(stack, owner);
  expect((await numbers(stack, owner))[0]).toBe(4);
});

test("who can write to the database only can neither remove more, nor move the checkpoint, nor shorten the rule", async ({ stack, owner }) => {
  await age(stack, owner, [300, 300, 200, 150, 100, 1]);
  await owner.client.ok("PUT", path(owner), { days: 250 });
  await runJob(stack, owner);
  await closed(stack, owner);
  expect(await verify(owner)).toMatchObject({ removedSequence: 2, broken: null });
  const { db } = stack;
  const run = (sql: string, ...values: (string | number | null)[]) => db.prepare(sql).bind(owner.organizationId, ...values).run();
  const third = await db.prepare("SELECT * FROM audit_log WHERE organization_id = ?1 AND sequence = 3").bind(owner.organizationId).first<Record<string, string | number | null>>();
  const checkpoint = await db.prepare("SELECT removed_sequence, removed_hash FROM audit_chain WHERE chain = ?1").bind(owner.organizationId).first<{ removed_sequence: number; removed_hash: string }>();

  await run("UPDATE audit_retention SET days = 90 WHERE organization_id = ?1");
  await runJob(stack, owner);
  expect((await numbers(stack, owner))[0]).toBe(3);

  await run("DELETE FROM audit_log WHERE organization_id = ?1 AND sequence = 3");
  expect((await verify(owner)).broken).toMatchObject({ sequence: 3, reason: "missing" });
  await run("UPDATE audit_chain SET removed_sequence = 3, removed_hash = ?2 WHERE chain = ?1", third?.hash ?? null);
  expect((await verify(owner)).broken).toMatchObject({ reason: "checkpoint" });
  await run("UPDATE audit_chain SET removed_sequence = 0, removed_hash = NULL, removed_signature = removed_signature WHERE chain = ?1");
  expect((await verify(owner)).broken).toMatchObject({ sequence: 1, reason: "missing" });
  await run("UPDATE audit_chain SET removed_sequence = ?2, removed_hash = ?3 WHERE chain = ?1", checkpoint?.removed_sequence ?? 0, checkpoint?.removed_hash ?? null);
  const columns = Object.keys(third ?? {});
  await db.prepare(`INSERT INTO audit_log (${columns.join()}) VALUES (${columns.map((_, index) => `?${index + 1}`).join()})`).bind(...columns.map((column) => third?.[column] ?? null)).run();
  expect(await verify(owner)).toMatchObject({ complete: true, broken: null });
  // an event that never was, in front of the checkpoint
  await run("INSERT INTO audit_log (id, organization_id, actor_type, action, resource_type, created_at, sequence, hash) VALUES ('aud_forged', ?1, 'system', 'forged', 'nothing', 1, 1, 'k1:00')");
  expect((await verify(owner)).broken).toEqual({ sequence: 1, id: "aud_forged", reason: "altered" });
  await run("DELETE FROM audit_log WHERE organization_id = ?1 AND id = 'aud_forged'");

  // what was altered is not removed, so that it is still found
  await owner.client.ok("PUT", path(owner), { days: 120 });
  await run("UPDATE audit_log SET detail = '{\"forged\":true}' WHERE organization_id = ?1 AND sequence = 3");
  await runJob(stack, owner);
  expect((await numbers(stack, owner))[0]).toBe(3);
  expect((await verify(owner)).broken).toMatchObject({ sequence: 3, reason: "altered" });
});

test("only owners choose, who have confirmed, and within limits", async ({ stack, owner }) => {
  for (const days of [0, 89, 3_651, -1, 1.5, "90"]) expect(await owner.client.refused("PUT", path(owner), { body: { days } })).toMatchObject({ status: 400 });
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  for (const method of ["GET", "PUT"]) expect(await admin.client.refused(method, path(owner), method === "PUT" ? { body: { days: 90 } } : {})).toMatchObject({ status: 403 });
  const again = await signInAgain(stack, owner);
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE id = ?1").bind(again.sessionId).run();
  expect(await again.client.refused("PUT", path(owner), { body: { days: 90 } })).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
});

test("archives are deleted after 30 days", async ({ stack, owner }) => {
  const key = (days: number) => `audit-archive/${new Date(Date.now() - days * DAY).toISOString().slice(0, 10)}/${owner.organizationId}/000000000000001-000000000000002.ndjson`;
  for (const days of [29, 32]) await stack.bucket.put(key(days), "{}");
  await stack.db.prepare("UPDATE job SET next_run_at = 0 WHERE name = 'audit.expireArchives'").run();
  await stack.scheduled();
  expect(await stack.bucket.head(key(32))).toBeNull();
  expect(await stack.bucket.head(key(29))).not.toBeNull();
});
