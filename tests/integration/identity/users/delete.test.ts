// Proves that a user is deleted with everything that is only theirs, that shared organizations must be handed over first, and that
// concurrent changes leave nothing half done.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { join, signInAgain, signUp, type Me, type Person } from "../../support/people.ts";
import { newId } from "../../support/ids.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";
import { png } from "../../support/pictures.ts";

interface Preview {
  deletedOrganizations: { id: string; name: string }[];
  organizationsToHandOver: { id: string; name: string }[];
}

const preview = ({ client }: Person) => client.ok<Preview>("GET", "/api/user/deletion");
const remove = ({ client, email }: Person) => client.call("POST", "/api/user/deletion", { body: { email } });
const count = ({ db }: Stack, table: string, column: string, id: string) => db.prepare(`SELECT count(*) AS count FROM "${table}" WHERE ${column} = ?1`).bind(id).first<number>("count");
const organization = async ({ client }: Person, name: string) => (await client.ok<{ organization: { id: string } }>("POST", "/api/organizations", { name }, 201)).organization.id;
const role = ({ db }: Stack, userId: string, organizationId: string, to: string) =>
  db.prepare("UPDATE organization_user_membership SET role = ?3 WHERE user_id = ?1 AND organization_id = ?2").bind(userId, organizationId, to).run();

test("own organizations are deleted, those with other owners stay, and the others must be handed over first", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const shared = await organization(owner, "Shared");
  await join(stack, other, shared, "member");
  await stack.db
    .prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, 'admin', 1, 1)")
    .bind(newId("member"), other.organizationId, owner.userId)
    .run();
  expect(await preview(owner)).toEqual({
    deletedOrganizations: [{ id: owner.organizationId, name: "Demo Owner's organization" }],
    organizationsToHandOver: [{ id: shared, name: "Shared" }],
  });
  const refused = await remove(owner);
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ error: { code: "HAND_OVER_FIRST", context: { organizations: [{ id: shared, name: "Shared" }] } } });
  expect(await count(stack, "user", "id", owner.userId)).toBe(1);

  await role(stack, other.userId, shared, "owner");
  expect((await preview(owner)).organizationsToHandOver).toEqual([]);
  const sockets = [await Socket.open({ ...owner, organizationId: shared }), await Socket.open({ ...owner, organizationId: other.organizationId }), await Socket.open(owner)];
  const theirs = await Socket.open(other);
  const ended = await remove(owner);
  expect([ended.status, ended.headers.getSetCookie()]).toEqual([204, [expect.stringMatching(/^steward_session=; .*Max-Age=0/)]]);
  await Promise.all(sockets.map((socket) => socket.closing()));
  await until("the message to the other members", () => theirs.has("member", owner.userId));
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(401);
  await expect(signInAgain(stack, owner)).rejects.toThrow(/401/);
  for (const [table, column] of [["user", "id"], ["session", "user_id"], ["account", "user_id"], ["organization_user_membership", "user_id"]] as const) {
    expect(await count(stack, table, column, owner.userId), table).toBe(0);
  }
  expect(await count(stack, "organization", "id", owner.organizationId)).toBe(0);
  expect(await count(stack, "estate", "id", owner.estateId)).toBe(0);
  expect((await other.client.ok<Me>("GET", "/api/auth/me")).organizations.map(({ id }) => id).sort()).toEqual([other.organizationId, shared].sort());
  const lines = await stack.db.prepare("SELECT organization_id, resource_type FROM audit_log WHERE action = 'user.deleteAccount' AND actor_id = ?1").bind(owner.userId).all<{ organization_id: string | null; resource_type: string }>();
  expect(lines.results.map(({ organization_id, resource_type }) => `${organization_id} ${resource_type}`).sort()).toEqual(
    [`null user`, `${owner.organizationId} organization`, `${shared} organization_user_membership`, `${other.organizationId} organization_user_membership`].sort(),
  );
  const events = await stack.db.prepare("SELECT name FROM outbox_event WHERE json_extract(payload, '$.userId') = ?1 AND name IN ('user:deleted', 'organization:member:removed')").bind(owner.userId).all<{ name: string }>();
  expect(events.results.map(({ name }) => name).sort()).toEqual(["organization:member:removed", "organization:member:removed", "user:deleted"]);
  expect(await stack.db.prepare("SELECT count(*) AS count FROM outbox_event WHERE name = 'organization:deleted' AND organization_id = ?1").bind(owner.organizationId).first("count")).toBe(1);
  theirs.cut();
});

test("bots and external members do not keep an organization", async ({ stack, owner }) => {
  const [bot, external] = [await signUp(stack), await signUp(stack)];
  await join(stack, bot, owner.organizationId, "member");
  await join(stack, external, owner.organizationId, "external");
  await stack.db.prepare("UPDATE user SET is_bot = 1 WHERE id = ?1").bind(bot.userId).run();
  expect((await preview(owner)).deletedOrganizations.map(({ id }) => id)).toEqual([owner.organizationId]);
  expect((await remove(owner)).status).toBe(204);
  expect(await count(stack, "user", "id", external.userId)).toBe(1);
});

test("a wrong confirmation deletes nothing", async ({ stack, owner }) => {
  for (const email of ["", "somebody@else.example", `x${owner.email}`, owner.userId]) {
    expect(await owner.client.refused("POST", "/api/user/deletion", { body: { email } }), email).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "email" });
  }
  expect(await count(stack, "user", "id", owner.userId)).toBe(1);
  expect((await owner.client.call("POST", "/api/user/deletion", { body: { email: ` ${owner.email.toUpperCase()} ` } })).status).toBe(204);
});

test("the picture is deleted too", async ({ stack, owner }) => {
  const { image } = (await owner.client.call("PUT", "/api/user/picture", { raw: png(), headers: { "content-type": "image/png" } })).body as { image: string };
  const key = `pictures/${image.split("/").at(-1)}`;
  expect(await stack.bucket.head(key)).not.toBe(null);
  expect((await remove(owner)).status).toBe(204);
  await until("the picture to be removed", async () => (await stack.bucket.head(key)) === null);
});

test("concurrent deletions delete the user once", async ({ stack }) => {
  for (let round = 0; round < 3; round += 1) {
    const person = await signUp(stack);
    const answers = await Promise.all([remove(person), remove(person), remove(person)]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toEqual([204]);
    expect(statuses.filter((status) => ![204, 401, 404].includes(status))).toEqual([]);
    expect(await stack.db.prepare("SELECT count(*) AS count FROM outbox_event WHERE name = 'user:deleted' AND json_extract(payload, '$.userId') = ?1").bind(person.userId).first("count")).toBe(1);
  }
});

test("two owners who are deleted concurrently never leave an organization without an owner", async ({ stack }) => {
  for (let round = 0; round < 5; round += 1) {
    const [one, other, member] = [await signUp(stack), await signUp(stack), await signUp(stack)];
    await join(stack, other, one.organizationId, "owner");
    await join(stack, member, one.organizationId, "member");
    const statuses = (await Promise.all([remove(one), remove(other)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([204, 409]);
    const owners = await stack.db.prepare("SELECT count(*) AS count FROM organization_user_membership WHERE organization_id = ?1 AND role = 'owner'").bind(one.organizationId).first("count");
    expect(owners).toBe(1);
  }
});

test("a member who joins during the deletion is never left without an owner", async ({ stack }) => {
  for (let round = 0; round < 5; round += 1) {
    const [person, joiner] = [await signUp(stack), await signUp(stack)];
    const joined = join(stack, joiner, person.organizationId, "member").then(() => true, () => false);
    const [ended] = await Promise.all([remove(person), joined]);
    const left = await stack.db.prepare("SELECT count(*) AS count FROM organization_user_membership WHERE organization_id = ?1").bind(person.organizationId).first<number>("count");
    const there = await count(stack, "organization", "id", person.organizationId);
    if (ended.status === 204) expect([left, there]).toEqual([0, 0]);
    else expect([ended.status, left, there]).toEqual([409, 2, 1]);
  }
});
