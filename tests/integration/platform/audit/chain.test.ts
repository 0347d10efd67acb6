// Proves that the audit log's hash chain reveals altered, removed and truncated events, and has no gap after concurrent writes or a kill.
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
  complete: boolean;
  broken: { sequence: number; id: string | null; reason: string } | null;
}

/** Continues until the end or the first broken event, as the page does. */
async function verify({ client, organizationId }: Person): Promise<Verification> {
  let result: Verification = { checkedTo: 0, latestSequence: 0, latestHash: null, complete: false, broken: null };
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
  expect(result.latestHash).toMatch(/^[0-9a-f]{64}$/);
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

test("events of a change just before a kill are added to the chain by the next sweep", async ({ stack, owner }) => {
  await makeEstate(owner, "Just before");
  await stack.killWorkerd();
  await stack.restartWorker();
  await stack.scheduled();
  await closed(stack, owner);
  expect(await verify(owner)).toMatchObject({ complete: true, broken: null });
});
