// Proves that a deleted organization loses its rows and sockets immediately and its objects and running builds soon after, and that no
// other organization loses anything.
import { afterAll, expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { configuration, connect, ended } from "../../support/builds.ts";
import { openGates } from "../../support/gate.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { integration } from "../../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());
// one build at a time: the next one begins when the one before it is really gone
const test = integration({ runnerCapacity: 1 });

const slugOf = async ({ client, organizationId }: Person) => (await client.ok<{ slug: string }>("GET", `/api/organizations/${organizationId}`)).slug;
const keys = async ({ bucket }: Stack, estateId: string) => (await bucket.list({ prefix: `builds/${estateId}/` })).objects.map(({ key }) => key);
const open = async ({ db }: Stack) => await db.prepare("SELECT count(*) AS count FROM outbox_delivery WHERE status <> 'done'").first<number>("count");

test("an organization is deleted with its rows, sockets, objects and builds", async ({ stack, owner }) => {
  const [bystander, member] = [await signUp(stack), await signUp(stack)];
  await join(stack, member, owner.organizationId, "member");
  const { build } = await connect(stack, owner, gates.configuration("deleted", {}));
  await gates.reached("deleted");
  const many = Array.from({ length: 30 }, (_, index) => `builds/${owner.estateId}/build_old/${index}.json`);
  for (const key of [...many, `builds/${bystander.estateId}/build_1/files.json`]) await stack.bucket.put(key, "{}");
  const sockets = [await Socket.open(owner), await Socket.open({ ...member, organizationId: owner.organizationId })];

  const slug = await slugOf(owner);
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}`, { confirmation: slug }, 204);
  expect(await Promise.all(sockets.map((socket) => socket.closing()))).toEqual([4403, 4403]);
  for (const path of [`/api/organizations/${owner.organizationId}`, `/api/estates/${owner.estateId}`, `/api/organizations/by-slug/${slug}`]) {
    expect(await owner.client.refused("GET", path)).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  await until("everything to be cleaned up", async () => (await open(stack)) === 0);
  expect(await keys(stack, owner.estateId)).toEqual([]);
  expect(await keys(stack, bystander.estateId)).toEqual([`builds/${bystander.estateId}/build_1/files.json`]);
  // nothing holds the runner any more
  const next = await connect(stack, bystander, configuration({ after: true }));
  expect((await ended(bystander, next.build.id)).status).toBe("complete");
  for (const table of ["organization_user_membership", "estate", "organization_slug_history", "outbox_event"]) {
    const left = await stack.db.prepare(`SELECT count(*) AS count FROM ${table} WHERE organization_id = ?1`).bind(owner.organizationId).first<number>("count");
    expect(left === 0, table).toBe(table !== "outbox_event");
  }
  expect(await stack.db.prepare("SELECT count(*) AS count FROM build WHERE id = ?1").bind(build.id).first("count")).toBe(0);
  const line = await stack.db.prepare("SELECT detail FROM audit_log WHERE organization_id = ?1 AND action = 'organization.delete'").bind(owner.organizationId).first<string>("detail");
  expect(JSON.parse(line ?? "{}")).toMatchObject({ before: { slug, estates: 1 } });
  expect((await bystander.client.call("GET", `/api/organizations/${bystander.organizationId}`)).status).toBe(200);
  // a second delivery of the events finds nothing left to do
  await stack.db.prepare("UPDATE outbox_delivery SET status = 'retrying', due_at = 0, attempts = 0 WHERE consumer IN ('cleanUp', 'disconnect')").run();
  await stack.scheduled();
  await until("the second time", async () => (await open(stack)) === 0);
  expect(await keys(stack, bystander.estateId)).toContain(`builds/${bystander.estateId}/build_1/files.json`);
});

test("only an owner who confirms the slug deletes it", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}`;
  const slug = await slugOf(owner);
  for (const confirmation of ["", slug.toUpperCase(), `${slug}x`, owner.organizationId]) {
    expect(await owner.client.refused("DELETE", path, { body: { confirmation } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "confirmation" });
  }
  for (const role of ["admin", "member"]) {
    const person = await signUp(stack);
    await join(stack, person, owner.organizationId, role);
    expect(await person.client.refused("DELETE", path, { body: { confirmation: slug } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  }
  const stranger = await signUp(stack);
  expect(await stranger.client.refused("DELETE", path, { body: { confirmation: slug } })).toEqual({ status: 404, code: "NOT_FOUND" });
  expect((await owner.client.call("GET", `/api/organizations/${owner.organizationId}`)).status).toBe(200);
});
