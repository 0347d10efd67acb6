// Proves that a deleted organization exists for nobody from then on, that an owner gets it back whole within 14 days, that afterwards its
// rows, objects and builds are deleted and its slugs stay taken, and that no other organization loses anything.
import { afterAll, expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { build as read, builds, configuration, connect, ended, push } from "../../support/builds.ts";
import { openGates } from "../../support/gate.ts";
import { join, proveEmail, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Program } from "../../support/program.ts";
import { Socket } from "../../support/socket.ts";
import { integration } from "../../support/test.ts";

const DAY = 86_400_000;
const gates = await openGates();
afterAll(() => gates.close());
// one build at a time: the next one begins when the one before it is really gone
const test = integration({ runnerCapacity: 1 });

const pathOf = ({ organizationId }: Person) => `/api/organizations/${organizationId}`;
const restorePath = ({ organizationId }: Person) => `/api/deleted-organizations/${organizationId}/restore`;
const slugOf = async (person: Person) => (await person.client.ok<{ slug: string }>("GET", pathOf(person))).slug;
const keys = async ({ bucket }: Stack, estateId: string) => (await bucket.list({ prefix: `builds/${estateId}/` })).objects.map(({ key }) => key);
const open = async ({ db }: Stack) => await db.prepare("SELECT count(*) AS count FROM outbox_delivery WHERE status <> 'done'").first<number>("count");
const deleted = async ({ client }: Person) => (await client.ok<{ items: { id: string }[] }>("GET", "/api/deleted-organizations")).items;

async function deleteOrganization(owner: Person): Promise<string> {
  const slug = await slugOf(owner);
  await owner.client.ok("DELETE", pathOf(owner), { confirmation: slug }, 204);
  return slug;
}

/** As if it had been deleted 14 days ago. */
async function expire(stack: Stack, { organizationId }: Person): Promise<void> {
  await stack.db.prepare("UPDATE organization SET deleted_at = deleted_at - ?2 WHERE id = ?1").bind(organizationId, 14 * DAY).run();
}

test("an organization disappears at once for everybody, and an owner restores it whole", async ({ stack, owner }) => {
  const [bystander, member, second] = [await signUp(stack), await signUp(stack), await signUp(stack)];
  await join(stack, member, owner.organizationId, "member");
  await join(stack, second, owner.organizationId, "owner");
  const { secret } = await owner.client.ok<{ secret: string }>("POST", `${pathOf(owner)}/keys`, { name: "Deployment", scopes: ["estate.view"] }, 201);
  const program = new Program(stack.url, secret);
  const { url } = await owner.client.ok<{ url: string }>("POST", `${pathOf(owner)}/invitations`, { role: "viewer" }, 201);
  const invitation = `/api/invitations/${new URL(url).pathname.split("/").at(-1)}`;
  const { build, fullName } = await connect(stack, owner, gates.configuration("closed", {}));
  await gates.reached("closed");
  const sockets = [await Socket.open(owner), await Socket.open({ ...member, organizationId: owner.organizationId })];

  const slug = await deleteOrganization(owner);
  expect(await Promise.all(sockets.map((socket) => socket.closing()))).toEqual([4403, 4403]);
  for (const { client } of [owner, member, second]) {
    for (const path of [pathOf(owner), `/api/estates/${owner.estateId}`, `/api/estates/${owner.estateId}/builds/${build.id}`, `/api/organizations/by-slug/${slug}`]) {
      expect(await client.refused("GET", path), path).toEqual({ status: 404, code: "NOT_FOUND" });
    }
    const me = await client.ok<{ organizations: { id: string }[] }>("GET", "/api/auth/me");
    const { items } = await client.ok<{ items: { id: string }[] }>("GET", "/api/organizations");
    expect([...me.organizations, ...items].map(({ id }) => id)).not.toContain(owner.organizationId);
  }
  expect(await program.refused("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ status: 401 });
  expect(await bystander.client.refused("POST", `${invitation}/accept`)).toEqual({ status: 404, code: "NOT_FOUND" });
  // its build ends, nothing holds the runner any more, and a push starts nothing
  await until("the cancelled build", async () => (await stack.db.prepare("SELECT status FROM build WHERE id = ?1").bind(build.id).first("status")) === "cancelled");
  const next = await connect(stack, bystander, configuration({ after: true }));
  expect((await ended(bystander, next.build.id)).status).toBe("complete");
  expect((await push(stack, fullName, configuration({ version: 2 }))).builds).toEqual([]);
  // nobody gets the slug, and the first deletion is not repeated
  expect(await bystander.client.refused("PATCH", pathOf(bystander), { body: { slug } })).toEqual({ status: 409, code: "SLUG_TAKEN", field: "slug" });
  expect(await owner.client.refused("DELETE", pathOf(owner), { body: { confirmation: slug } })).toEqual({ status: 404, code: "NOT_FOUND" });

  for (const person of [member, bystander]) {
    expect(await deleted(person)).toEqual([]);
    expect(await person.client.refused("POST", restorePath(owner))).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  for (const person of [owner, second]) expect(await deleted(person)).toMatchObject([{ id: owner.organizationId, slug, deletedBy: "Demo Owner" }]);
  expect(await second.client.ok("POST", restorePath(owner), undefined, 200)).toMatchObject({ id: owner.organizationId, slug, role: "owner" });
  expect(await owner.client.ok("POST", restorePath(owner), undefined, 200)).toMatchObject({ id: owner.organizationId });
  expect(await deleted(owner)).toEqual([]);
  expect(await member.client.ok("GET", pathOf(owner))).toMatchObject({ role: "member" });
  expect((await program.call("GET", `/api/estates/${owner.estateId}`)).status).toBe(200);
  expect(await bystander.client.ok("POST", `${invitation}/accept`, undefined, 200)).toMatchObject({ slug });
  expect((await read(owner, build.id)).status).toBe("cancelled");
  const again = await push(stack, fullName, configuration({ version: 3 }));
  expect(again.builds.length).toBe(1);
  expect((await ended(owner, again.builds[0] ?? "")).status).toBe("complete");
  expect((await builds(owner)).length).toBe(2);
  const audited = await stack.db.prepare("SELECT action, actor_id FROM audit_log WHERE organization_id = ?1 AND action IN ('organization.delete', 'organization.restore') ORDER BY position").bind(owner.organizationId).all();
  expect(audited.results).toEqual([{ action: "organization.delete", actor_id: owner.userId }, { action: "organization.restore", actor_id: second.userId }]);
  // a second delivery of the events cancels nothing in the restored organization
  await stack.db.prepare("UPDATE outbox_delivery SET status = 'retrying', due_at = 0, attempts = 0 WHERE consumer = 'cancelBuilds'").run();
  await stack.scheduled();
  await until("the second time", async () => (await open(stack)) === 0);
  expect((await builds(owner)).map(({ status }) => status)).toEqual(["complete", "cancelled"]);
});

test("after 14 days its rows, objects and builds are deleted, and its slugs stay taken", async ({ stack, owner }) => {
  const bystander = await signUp(stack);
  const { build } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, build.id);
  const many = Array.from({ length: 30 }, (_, index) => `builds/${owner.estateId}/build_old/${index}.json`);
  for (const key of [...many, `builds/${bystander.estateId}/build_1/files.json`]) await stack.bucket.put(key, "{}");
  const former = await slugOf(owner);
  const renamed = `renamed-${owner.organizationId.slice(-8)}`;
  await owner.client.ok("PATCH", pathOf(owner), { slug: renamed });
  expect(await owner.client.ok("GET", `/api/organizations/by-slug/${former}`)).toMatchObject({ slug: renamed });
  await deleteOrganization(owner);
  await stack.scheduled();
  await until("the events", async () => (await open(stack)) === 0);
  expect((await keys(stack, owner.estateId)).length).toBeGreaterThan(30);
  expect((await deleted(owner)).length).toBe(1);

  await expire(stack, owner);
  expect(await deleted(owner)).toEqual([]);
  expect(await owner.client.refused("POST", restorePath(owner))).toEqual({ status: 404, code: "NOT_FOUND" });
  await stack.scheduled();
  await until("everything to be cleaned up", async () => (await open(stack)) === 0);
  expect(await keys(stack, owner.estateId)).toEqual([]);
  expect(await keys(stack, bystander.estateId)).toEqual([`builds/${bystander.estateId}/build_1/files.json`]);
  for (const table of ["organization_user_membership", "estate", "organization_slug_history", "outbox_event"]) {
    const left = await stack.db.prepare(`SELECT count(*) AS count FROM ${table} WHERE organization_id = ?1`).bind(owner.organizationId).first<number>("count");
    expect(left === 0, table).toBe(table !== "outbox_event");
  }
  expect(await stack.db.prepare("SELECT count(*) AS count FROM build WHERE id = ?1").bind(build.id).first("count")).toBe(0);
  const line = await stack.db.prepare("SELECT detail FROM audit_log WHERE organization_id = ?1 AND action = 'organization.purge'").bind(owner.organizationId).first<string>("detail");
  expect(JSON.parse(line ?? "{}")).toMatchObject({ before: { slug: renamed, estates: 1 } });
  for (const slug of [former, renamed]) {
    expect(await bystander.client.refused("PATCH", pathOf(bystander), { body: { slug } }), slug).toEqual({ status: 409, code: "SLUG_TAKEN", field: "slug" });
    expect(await bystander.client.refused("POST", "/api/organizations", { body: { name: "Acme", slug } }), slug).toEqual({ status: 409, code: "SLUG_TAKEN", field: "slug" });
  }
  expect(await bystander.client.ok("POST", "/api/organizations", { name: renamed }, 201)).toMatchObject({ organization: { slug: `${renamed}-2` } });
  expect(await stack.db.prepare("SELECT count(*) AS count FROM organization_slug_tombstone WHERE slug_hash IN (?1, ?2)").bind(former, renamed).first("count")).toBe(0);
  // a second delivery of the events finds nothing left to do
  await stack.db.prepare("UPDATE outbox_delivery SET status = 'retrying', due_at = 0, attempts = 0 WHERE consumer IN ('cleanUp', 'disconnect')").run();
  await stack.scheduled();
  await until("the second time", async () => (await open(stack)) === 0);
  expect(await keys(stack, bystander.estateId)).toContain(`builds/${bystander.estateId}/build_1/files.json`);
});

test("only an owner who confirms the slug deletes it", async ({ stack, owner }) => {
  const slug = await slugOf(owner);
  for (const confirmation of ["", slug.toUpperCase(), `${slug}x`, owner.organizationId]) {
    expect(await owner.client.refused("DELETE", pathOf(owner), { body: { confirmation } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "confirmation" });
  }
  for (const role of ["admin", "member"]) {
    const person = await signUp(stack);
    await join(stack, person, owner.organizationId, role);
    expect(await person.client.refused("DELETE", pathOf(owner), { body: { confirmation: slug } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  }
  const stranger = await signUp(stack);
  expect(await stranger.client.refused("DELETE", pathOf(owner), { body: { confirmation: slug } })).toEqual({ status: 404, code: "NOT_FOUND" });
  expect((await owner.client.call("GET", pathOf(owner))).status).toBe(200);
});

test("a deletion and a restoration need a confirmation of who one is", async ({ stack, owner }) => {
  const slug = await slugOf(owner);
  const outdate = () => stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE id = ?1").bind(owner.sessionId).run();
  await deleteOrganization(owner);
  await outdate();
  expect(await owner.client.refused("POST", restorePath(owner))).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
  const other = await proveEmail(stack, owner);
  await other.ok("POST", restorePath(owner), undefined, 200);
  expect(await owner.client.refused("DELETE", pathOf(owner), { body: { confirmation: slug } })).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
});

test("an account's only owner takes the deleted organization along", async ({ stack, owner }) => {
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "member");
  await deleteOrganization(owner);
  const preview = await owner.client.ok<{ deletedOrganizations: { id: string }[]; organizationsToHandOver: unknown[] }>("GET", "/api/user/deletion");
  expect(preview).toMatchObject({ deletedOrganizations: [{ id: owner.organizationId }], organizationsToHandOver: [] });
  await owner.client.ok("POST", "/api/user/deletion", { email: owner.email }, 204);
  expect(await stack.db.prepare("SELECT count(*) AS count FROM organization WHERE id = ?1").bind(owner.organizationId).first("count")).toBe(0);
});
