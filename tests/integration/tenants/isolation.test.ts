// Proves that for another organization's caller nothing of a tenant is there: every operation of the API's description
// answers 404 and changes nothing; and that nobody gets anywhere without a session.
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { configuration, connect, ended } from "../support/builds.ts";
import { Client } from "../support/client.ts";
import { dump } from "../support/database.ts";
import { description } from "../support/description.ts";
import { BODIES, PUBLIC, pathOf } from "../support/paths.ts";
import { join, signUp, type Person } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { integration } from "../support/test.ts";

const test = integration();

const ofTenants = description.operations.filter(({ path }) => /\{(organizationId|estateId)\}/.test(path));

/** Everything that a tenant can have, and nothing under way. */
async function settled(stack: Stack, owner: Person): Promise<Record<string, string>> {
  const { build, repository } = await connect(stack, owner, configuration({ secret: "of the tenant" }));
  await ended(owner, build.id);
  await until("every event to be told", async () => (await stack.db.prepare("SELECT count(*) AS count FROM outbox_delivery WHERE status <> 'done'").first<number>("count")) === 0);
  return { organizationId: owner.organizationId, estateId: owner.estateId, userId: owner.userId, buildId: build.id, repositoryId: String(repository.id) };
}

test("another organization's caller gets 404 from every operation, and nothing changes", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const ids = await settled(stack, owner);
  expect(ofTenants.length).toBeGreaterThanOrEqual(20);
  const before = await dump(stack);
  const requests = stack.github.requests.length;
  for (const operation of ofTenants) {
    const body = BODIES[operation.id];
    const refused = await other.client.refused(operation.method, pathOf(operation, ids), body === undefined ? {} : { body });
    expect(refused, operation.id).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  expect(await dump(stack)).toEqual(before);
  expect(stack.github.requests.length).toBe(requests);
});

test("ids of another tenant do not work inside one's own estate or organization either", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const ids = await settled(stack, owner);
  const before = await dump(stack);
  const own = { ...ids, organizationId: other.organizationId, estateId: other.estateId };
  const mixed = ofTenants.filter(({ path }) => /\{(buildId|userId)\}/.test(path));
  expect(mixed.length).toBeGreaterThanOrEqual(7);
  for (const operation of mixed) {
    expect(await other.client.refused(operation.method, pathOf(operation, own)), operation.id).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  expect(await dump(stack)).toEqual(before);
  const branches = await other.client.refused("GET", `/api/estates/${other.estateId}/github/repositories/${ids["repositoryId"]}/branches`);
  expect(branches).toEqual({ status: 404, code: "NOT_FOUND" });
  const connected = await other.client.refused("PUT", `/api/estates/${other.estateId}/repository`, { body: { repositoryId: Number(ids["repositoryId"]) } });
  expect(connected).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "repositoryId" });
});

test("lists and one's own page hold nothing of another tenant", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const ids = await settled(stack, owner);
  const texts = await Promise.all(["/api/auth/me", "/api/organizations", `/api/organizations/${other.organizationId}/members`, `/api/organizations/${other.organizationId}/estates`, `/api/estates/${other.estateId}/builds`].map(async (path) => (await other.client.call("GET", path)).text));
  for (const id of Object.values(ids)) expect(texts.join("\n")).not.toContain(id);
});

test("ids of another kind, and ids that are none, are not found", async ({ owner }) => {
  for (const estateId of [owner.organizationId, owner.userId, owner.estateId.toUpperCase(), `${owner.estateId}0`, owner.estateId.slice(4), "est_", "1", "%00", "%ff", "' OR 1=1 --", ".."]) {
    const { status } = await owner.client.call("GET", `/api/estates/${encodeURI(estateId).replaceAll("%25", "%")}`);
    expect(status, estateId).toBe(404);
  }
});

test("without a session every operation but the public ones is refused with 401, and nothing changes", async ({ stack, owner }) => {
  const ids = { ...(await settled(stack, owner)), eventId: "obx_01k9zqt3m8e7tbm3hz0c3x6w5r", consumer: "broadcast" };
  const before = await dump(stack);
  const nobody = new Client(stack.url);
  for (const operation of description.operations.filter(({ id }) => !PUBLIC.includes(id))) {
    const body = BODIES[operation.id];
    const refused = await nobody.refused(operation.method, pathOf(operation, ids), body === undefined ? {} : { body });
    expect(refused, operation.id).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  }
  const callback = await nobody.call("GET", "/api/integrations/github/callback?code=1&installation_id=1&state=1");
  expect([callback.status, callback.headers.get("location")]).toEqual([303, "/?error=UNAUTHENTICATED"]);
  expect(await dump(stack)).toEqual(before);
});

test("what is for administrators of the platform is refused to owners, and to members of every organization", async ({ stack, owner }) => {
  const other = await signUp(stack);
  await join(stack, owner, other.organizationId, "owner");
  const ids = { eventId: "obx_01k9zqt3m8e7tbm3hz0c3x6w5r", consumer: "broadcast" };
  const admin = description.operations.filter(({ path }) => path.startsWith("/api/admin/"));
  expect(admin.length).toBeGreaterThan(1);
  for (const operation of admin) {
    expect(await owner.client.refused(operation.method, pathOf(operation, ids)), operation.id).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  }
});
