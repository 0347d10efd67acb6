// Proves that a team gives its members roles on estates, that this ends with the team, the membership or the list, and that
// sockets follow.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { audited } from "../../support/audit.ts";
import { dump } from "../../support/database.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const RECONNECT = 4409;

interface Team {
  id: string;
  name: string;
  members: { userId: string; name: string }[];
  estateRoles: { estateId: string; role: string }[];
}

const organization = ({ organizationId }: Person) => `/api/organizations/${organizationId}`;
const teams = (owner: Person) => `${organization(owner)}/teams`;
const build = async ({ client }: Person, estateId: string) => (await client.call("POST", `/api/estates/${estateId}/builds`, { body: {} })).status;
const make = (owner: Person, over: object = {}) => owner.client.ok<Team>("POST", teams(owner), { name: "Design", ...over }, 201);

async function joined(stack: Stack, owner: Person, role: string): Promise<Person> {
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, role);
  return person;
}

test("the members of a team have its roles on estates until the team, or their place in it, ends", async ({ stack, owner }) => {
  const [viewer, guest] = [await joined(stack, owner, "viewer"), await joined(stack, owner, "guest")];
  const estateRoles = [{ estateId: owner.estateId, role: "member" }];
  expect([await build(viewer, owner.estateId), await build(guest, owner.estateId)]).toEqual([403, 404]);
  const team = await make(owner, { userIds: [viewer.userId, guest.userId], estateRoles });
  expect(team).toMatchObject({ name: "Design", estateRoles });
  expect(team.members.map(({ userId }) => userId).sort()).toEqual([viewer.userId, guest.userId].sort());
  // 409: admitted, but there is no repository
  expect([await build(viewer, owner.estateId), await build(guest, owner.estateId)]).toEqual([409, 409]);
  const seen = (await guest.client.ok<{ items: { id: string }[] }>("GET", `${organization(owner)}/estates`)).items;
  expect(seen.map(({ id }) => id)).toEqual([owner.estateId]);
  expect(await guest.client.ok("GET", organization(owner))).toMatchObject({ role: "guest", defaultEstateId: owner.estateId });
  const me = await guest.client.ok<{ organizations: { id: string; estates: object[] }[] }>("GET", "/api/auth/me");
  expect(me.organizations.find(({ id }) => id === owner.organizationId)?.estates).toMatchObject([{ id: owner.estateId, role: "member" }]);
  expect(await guest.client.refused("GET", `${organization(owner)}/members`)).toMatchObject({ status: 404 });

  const path = `${teams(owner)}/${team.id}`;
  expect(await owner.client.ok("PATCH", path, { estateRoles: [] })).toMatchObject({ estateRoles: [] });
  expect([await build(viewer, owner.estateId), await build(guest, owner.estateId)]).toEqual([403, 404]);
  await owner.client.ok("PATCH", path, { estateRoles, userIds: [guest.userId], name: "Designers" });
  expect([await build(viewer, owner.estateId), await build(guest, owner.estateId)]).toEqual([403, 409]);
  await owner.client.ok("DELETE", path, undefined, 204);
  expect(await build(guest, owner.estateId)).toBe(404);
  expect(await owner.client.refused("DELETE", path)).toMatchObject({ status: 404 });
  expect((await audited(stack, owner.organizationId, "team.update")).at(-1)?.detail).toMatchObject({ before: { name: "Design", estateRoles: [] }, after: { name: "Designers", userIds: [guest.userId], estateRoles } });
});

test("the highest of the own role and those of the teams counts", async ({ stack, owner }) => {
  const person = await joined(stack, owner, "viewer");
  const one = (name: string, role: string) => make(owner, { name, userIds: [person.userId], estateRoles: [{ estateId: owner.estateId, role }] });
  const roleOf = async () => (await person.client.ok<{ role: string }>("GET", `/api/estates/${owner.estateId}`)).role;
  await one("First", "viewer");
  expect(await roleOf()).toBe("viewer");
  await owner.client.ok("PATCH", `${organization(owner)}/members/${person.userId}`, { estateRoles: [{ estateId: owner.estateId, role: "member" }] });
  expect(await roleOf()).toBe("member");
  const high = await one("Second", "admin");
  expect(await roleOf()).toBe("admin");
  await owner.client.ok("DELETE", `${teams(owner)}/${high.id}`, undefined, 204);
  expect(await roleOf()).toBe("member");
});

test("who leaves the organization leaves its teams, also when they come back", async ({ stack, owner }) => {
  const person = await joined(stack, owner, "viewer");
  const team = await make(owner, { userIds: [person.userId], estateRoles: [{ estateId: owner.estateId, role: "member" }] });
  await person.client.ok("POST", `${organization(owner)}/leave`, undefined, 204);
  expect((await dump(stack))["team_member"]?.filter((row) => (row as { team_id: unknown }).team_id === team.id) ?? []).toEqual([]);
  await join(stack, person, owner.organizationId, "viewer");
  expect(await build(person, owner.estateId)).toBe(403);
  expect((await owner.client.ok<{ items: Team[] }>("GET", teams(owner))).items).toMatchObject([{ id: team.id, members: [] }]);
});

test("a change closes the sockets of those whom it concerns, and nobody else's", async ({ stack, owner }) => {
  const [person, other] = [await joined(stack, owner, "viewer"), await joined(stack, owner, "viewer")];
  const here = { organizationId: owner.organizationId };
  const [theirs, others] = [await Socket.open({ ...person, ...here }), await Socket.open({ ...other, ...here })];
  await make(owner, { userIds: [person.userId], estateRoles: [{ estateId: owner.estateId, role: "member" }] });
  await until("the socket to close", () => theirs.closed !== null);
  expect([theirs.closed, others.closed]).toEqual([RECONNECT, null]);
  await until("the other socket to be notified", () => others.frames.some(({ resource }) => resource === "team"));
});

test("names, members and estates are checked, and teams of another organization are not found", async ({ stack, owner }) => {
  const [admin, viewer, external, other] = [await joined(stack, owner, "admin"), await joined(stack, owner, "viewer"), await joined(stack, owner, "external"), await signUp(stack)];
  const wrong: [object, string][] = [
    [{ name: "" }, "name"],
    [{ name: "x", userIds: [other.userId] }, "userIds"],
    [{ name: "x", userIds: [external.userId] }, "userIds"],
    [{ name: "x", estateRoles: [{ estateId: other.estateId, role: "viewer" }] }, "estateRoles"],
    [{ name: "x", estateRoles: [{ estateId: owner.estateId, role: "guest" }] }, "estateRoles[0].role"],
  ];
  for (const [body, field] of wrong) expect(await admin.client.refused("POST", teams(owner), { body }), field).toMatchObject({ status: 400, field });
  const team = await make(owner);
  expect(await admin.client.refused("POST", teams(owner), { body: { name: "Design" } })).toMatchObject({ status: 409, code: "NAME_TAKEN", field: "name" });
  expect((await viewer.client.ok<{ items: Team[] }>("GET", teams(owner))).items).toMatchObject([{ id: team.id }]);
  expect(await viewer.client.refused("PATCH", `${teams(owner)}/${team.id}`, { body: { name: "Mine" } })).toMatchObject({ status: 403 });
  for (const path of [`${teams(owner)}/${team.id}`, `${teams(other)}/${team.id}`]) expect(await other.client.refused("PATCH", path, { body: { name: "Mine" } }), path).toMatchObject({ status: 404 });
});
