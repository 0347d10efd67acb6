// Proves that administrators read the platform's audit log and verify every chain, and that nobody else does.
import { expect } from "vitest";
import { newId } from "../../support/ids.ts";
import { grantAdmin, signInAgain, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";
import type { Stack } from "../../../stack/index.ts";

const test = integration({ withoutRunner: true });

interface Line {
  id: string;
  action: string;
  actor: { id: string | null; name: string | null };
  resourceId: string | null;
  after: unknown;
}

interface Page {
  items: Line[];
  nextCursor: string | null;
}

interface Verification {
  checkedTo: number;
  latestSequence: number;
  anchoredSequence: number | null;
  complete: boolean;
  broken: { sequence: number; id: string | null; reason: string } | null;
}

const PATH = "/api/admin/audit";

async function administrator(stack: Stack): Promise<Person> {
  const person = await signUp(stack);
  await grantAdmin(stack, person);
  return person;
}

/** Continues until the end or the first broken event, as the page does. */
async function verify({ client }: Person, organizationId?: string): Promise<Verification> {
  let result: Verification = { checkedTo: 0, latestSequence: 0, anchoredSequence: null, complete: false, broken: null };
  while (!result.complete && result.broken === null) {
    const query = new URLSearchParams({ after: String(result.checkedTo), ...(organizationId === undefined ? {} : { organizationId }) });
    result = await client.ok("GET", `${PATH}/verification?${query.toString()}`);
  }
  return result;
}

/** Resolves when every audit event has its number and every chain is anchored. */
async function closed(stack: Stack): Promise<void> {
  // the jobs of a first tick write events themselves
  for (let tick = 0; tick < 2; tick += 1) {
    await until("the chains to be closed", async () => (await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE sequence IS NULL").first<number>("count")) === 0);
    await stack.scheduled();
  }
}

test("the log has what belongs to no organization, by filters and pages", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/ban`, { reason: "Spam", force: true });
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/unban`);
  await admin.client.ok("POST", `/api/organizations/${admin.organizationId}/estates`, { name: "In an organization" }, 201);
  const { items } = await admin.client.ok<Page>("GET", `${PATH}?limit=100`);
  const actions = items.map(({ action }) => action);
  expect(actions.slice(0, 2)).toEqual(["admin.unbanUser", "admin.banUser"]);
  expect(actions).not.toContain("estate.create");
  const filtered = await admin.client.ok<Page>("GET", `${PATH}?action=admin.banUser&resourceType=user&resourceId=${owner.userId}&actorId=${admin.userId}`);
  expect(filtered.items).toEqual([expect.objectContaining({ action: "admin.banUser", resourceId: owner.userId, after: expect.objectContaining({ reason: "Spam" }) })]);
  const first = await admin.client.ok<Page>("GET", `${PATH}?limit=1`);
  const second = await admin.client.ok<Page>("GET", `${PATH}?limit=1&cursor=${first.nextCursor}`);
  expect([first, second].flatMap((page) => page.items.map(({ id }) => id))).toEqual(items.slice(0, 2).map(({ id }) => id));
  expect(await admin.client.refused("GET", `${PATH}?from=yesterday`)).toMatchObject({ status: 400, field: "from" });
});

test("the platform's chain and an organization's are verified against their anchors", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  await signInAgain(stack, owner);
  await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Chained" }, 201);
  await closed(stack);
  for (const organizationId of [undefined, owner.organizationId]) {
    const result = await verify(admin, organizationId);
    expect(result).toMatchObject({ complete: true, broken: null });
    expect(result.anchoredSequence).toBe(result.latestSequence);
    expect(result.latestSequence).toBeGreaterThan(1);
  }
  expect(await verify(admin, newId("org"))).toMatchObject({ complete: true, latestSequence: 0 });
  expect(await admin.client.refused("GET", `${PATH}/verification?after=-1`)).toMatchObject({ status: 400, field: "after" });

  const altered = await stack.db.prepare("SELECT id, sequence, detail FROM audit_log WHERE organization_id IS NULL AND action = 'auth.signIn' ORDER BY position DESC LIMIT 1").first<{ id: string; sequence: number; detail: string }>();
  await stack.db.prepare("UPDATE audit_log SET detail = '{}' WHERE id = ?1").bind(altered?.id).run();
  expect((await verify(admin)).broken).toEqual({ sequence: altered?.sequence, id: altered?.id, reason: "altered" });
  await stack.db.prepare("UPDATE audit_log SET detail = ?2 WHERE id = ?1").bind(altered?.id, altered?.detail).run();
  await stack.db.prepare("DELETE FROM audit_log WHERE organization_id = ?1 AND sequence = 1").bind(owner.organizationId).run();
  expect((await verify(admin, owner.organizationId)).broken).toEqual({ sequence: 1, id: null, reason: "missing" });
  expect(await verify(admin)).toMatchObject({ complete: true, broken: null });
});

test("owners of organizations are refused", async ({ owner }) => {
  for (const path of [PATH, `${PATH}/verification`, `${PATH}/verification?organizationId=${owner.organizationId}`]) {
    expect(await owner.client.refused("GET", path)).toMatchObject({ status: 403 });
  }
});
