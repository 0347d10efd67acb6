// Proves that the audit log's hash chain reveals altered, removed and truncated events, and has no gap after concurrent writes or a kill.
import { createHash } from "node:crypto";
import { expect } from "vitest";
import { type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";
import type { Stack } from "../../../stack/index.ts";

const test = integration({ withoutRunner: true });

interface Verification {
  checkedTo: number;
  latestSequence: number;
  latestHash: string | null;
  anchoredSequence: number | null;
  complete: boolean;
  broken: { sequence: number; id: string | null; reason: string } | null;
}

/** Continues until the end or the first broken event, as the page does. */
async function verify({ client, organizationId }: Person): Promise<Verification> {
  let result: Verification = { checkedTo: 0, latestSequence: 0, latestHash: null, anchoredSequence: null, complete: false, broken: null };
  while (!result.complete && result.broken === null) {
    result = await client.ok("GET", `/api/organizations/${organizationId}/audit/verification?after=${result.checkedTo}`);
  }
  return result;
}

const makeEstate = ({ client, organizationId }: Person, name: string) => client.ok("POST", `/api/organizations/${organizationId}/estates`, { name }, 201);

/** Resolves when every audit event of the organization has its number. */
const closed = (stack: Stack, { organizationId }: Person) =>
  until("the chain to be closed", async () => (await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE organization_id = ?1 AND sequence IS NULL").bind(organizationId).first<number>("count")) === 0, 20_000);

test("concurrent changes form one chain without gaps, which is verified in several steps", async ({ stack, owner }) => {
  await Promise.all(Array.from({ length: 30 }, (_, index) => makeEstate(owner, `Estate ${index}`)));
  const filler = stack.db.prepare("INSERT INTO audit_log (id, organization_id, actor_type, action, resource_type, created_at) VALUES (?1, ?2, 'system', 'filler', 'nothing', 1)");
  await stack.db.batch(Array.from({ length: 1_100 }, (_, index) => filler.bind(`aud_${index}`, owner.organizationId)));
  await stack.scheduled();
  await closed(stack, owner);
  const result = await verify(owner);
  expect(result).toMatchObject({ complete: true, broken: null });
  expect(result.checkedTo).toBeGreaterThan(1_130);
  expect(result.latestSequence).toBe(result.checkedTo);
  expect(result.latestHash).toMatch(/^\w+:[0-9a-f]{64}$/);
});

test("an altered, a removed and a truncated event are reported by sequence number", async ({ stack, owner }) => {
  for (const name of ["One", "Two", "Three"]) await makeEstate(owner, name);
  await closed(stack, owner);
  const { latestSequence } = await verify(owner);
  const at = (sequence: number, sql: string) => stack.db.prepare(`${sql} WHERE organization_id = ?1 AND sequence = ?2`).bind(owner.organizationId, sequence).run();

  await at(3, "UPDATE audit_log SET detail = '{\"name\":\"Another\"}'");
  expect((await verify(owner)).broken).toMatchObject({ sequence: 3, reason: "altered", id: expect.stringMatching(/^aud_/) as string });
  await at(3, "DELETE FROM audit_log");
  expect((await verify(owner)).broken).toMatchObject({ sequence: 3, reason: "missing" });
  await stack.db.prepare("DELETE FROM audit_log WHERE organization_id = ?1 AND sequence >= 3").bind(owner.organizationId).run();
  expect((await verify(owner)).broken).toMatchObject({ sequence: 3, reason: "truncated" });
  expect(latestSequence).toBeGreaterThan(4);
});

/** What an attacker who can write to the database, but has no key, can do: hashes of the right form, chained from the first event on. */
async function writeAnew({ db }: Stack, { organizationId }: Person): Promise<void> {
  const { results } = await db.prepare("SELECT * FROM audit_log WHERE organization_id = ?1 ORDER BY sequence").bind(organizationId).all<Record<string, string | number | null>>();
  let before = "";
  const statements = results.map((row, index) => {
    const columns = [row.id, row.organization_id, row.estate_id, row.actor_type, row.actor_id, row.acting_user_id, row.impersonated_by, row.action, row.resource_type, row.resource_id];
    const content = [before, index + 1, ...columns, "{}", row.ip_address, row.user_agent, row.request_id, row.created_at];
    before = createHash("sha256").update(JSON.stringify(content)).digest("hex");
    return db.prepare("UPDATE audit_log SET detail = '{}', sequence = ?2, hash = ?3 WHERE position = ?1").bind(row.position, index + 1, before);
  });
  await db.batch([...statements, db.prepare("UPDATE audit_chain SET hash = ?2, sequence = ?3, anchored_sequence = ?3 WHERE chain = ?1").bind(organizationId, before, results.length)]);
}

test("a chain is anchored outside of the database, so that neither a cut with its head nor a chain written anew goes unnoticed", async ({ stack, owner }) => {
  for (const name of ["One", "Two", "Three"]) await makeEstate(owner, name);
  await closed(stack, owner);
  await stack.scheduled();
  const { latestSequence: latest, anchoredSequence } = await verify(owner);
  expect(anchoredSequence).toBe(latest);
  const path = `audit-anchors/${owner.organizationId}/`;
  const [anchor] = (await stack.bucket.list({ prefix: path })).objects;
  expect(await (await stack.bucket.get(anchor?.key ?? ""))?.json()).toMatchObject({ chain: owner.organizationId, sequence: latest });

  // the last two events and the head
  const { db } = stack;
  const last = await db.prepare("SELECT * FROM audit_log WHERE organization_id = ?1 AND sequence > ?2").bind(owner.organizationId, latest - 2).all<Record<string, string | number | null>>();
  const head = await db.prepare("SELECT hash FROM audit_chain WHERE chain = ?1").bind(owner.organizationId).first<string>("hash");
  await db.batch([
    db.prepare("DELETE FROM audit_log WHERE organization_id = ?1 AND sequence > ?2").bind(owner.organizationId, latest - 2),
    db.prepare("UPDATE audit_chain SET sequence = ?2, anchored_sequence = ?2, hash = (SELECT hash FROM audit_log WHERE organization_id = ?1 AND sequence = ?2) WHERE chain = ?1").bind(owner.organizationId, latest - 2),
  ]);
  expect((await verify(owner)).broken).toEqual({ sequence: latest - 1, id: null, reason: "truncated" });
  const columns = Object.keys(last.results[0] ?? {});
  const insert = `INSERT INTO audit_log (${columns.join()}) VALUES (${columns.map((_, index) => `?${index + 1}`).join()})`;
  await db.batch([
    ...last.results.map((row) => db.prepare(insert).bind(...columns.map((column) => row[column] ?? null))),
    db.prepare("UPDATE audit_chain SET sequence = ?2, hash = ?3 WHERE chain = ?1").bind(owner.organizationId, latest, head),
  ]);
  expect(await verify(owner)).toMatchObject({ complete: true, broken: null });

  await writeAnew(stack, owner);
  expect((await verify(owner)).broken).toMatchObject({ sequence: latest, reason: "altered" });
  // an anchor that fits, but that nobody with a key has written
  const forged = { ...((await (await stack.bucket.get(anchor?.key ?? ""))?.json()) as object), hash: await db.prepare("SELECT hash FROM audit_chain WHERE chain = ?1").bind(owner.organizationId).first("hash") };
  await stack.bucket.put(anchor?.key ?? "", JSON.stringify(forged));
  expect((await verify(owner)).broken).toMatchObject({ reason: "anchor" });
});

test("events of a change just before a kill are added to the chain by the next sweep", async ({ stack, owner }) => {
  await makeEstate(owner, "Just before");
  await stack.killWorkerd();
  await stack.restartWorker();
  await stack.scheduled();
  await closed(stack, owner);
  expect(await verify(owner)).toMatchObject({ complete: true, broken: null });
});
