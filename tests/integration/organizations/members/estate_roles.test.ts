// Proves that a member's role on an estate counts there and nowhere else, that the highest role counts, and that sockets follow.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { audited } from "../../support/audit.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const RECONNECT = 4409;

interface Me {
  organizations: { id: string; role: string; estates: { id: string; role: string }[] }[];
}

const organization = ({ organizationId }: Person) => `/api/organizations/${organizationId}`;
const member = (owner: Person, { userId }: Person) => `${organization(owner)}/members/${userId}`;

async function joined(stack: Stack, owner: Person, role: string): Promise<Person> {
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, role);
  return person;
}

const newEstate = (owner: Person, name: string) => owner.client.ok<{ id: string }>("POST", `${organization(owner)}/estates`, { name }, 201);
const rename = async ({ client }: Person, estateId: string) => (await client.call("PATCH", `/api/estates/${estateId}`, { body: { name: "Renamed" } })).status;
const build = async ({ client }: Person, estateId: string) => (await client.call("POST", `/api/estates/${estateId}/builds`, { body: {} })).status;
const estatesOf = async ({ client }: Person, owner: Person) => (await client.ok<Me>("GET", "/api/auth/me")).organizations.find(({ id }) => id === owner.organizationId)?.estates.map(({ id, role }) => [id, role]);

test("a viewer with a higher role on an estate has it there, and not in the organization", async ({ stack, owner }) => {
  const [person, second] = [await joined(stack, owner, "viewer"), await newEstate(owner, "Second")];
  expect([await rename(person, second.id), await build(person, second.id)]).toEqual([403, 403]);
  const estateRoles = [{ estateId: second.id, role: "member" }];
  expect(await owner.client.ok("PATCH", member(owner, person), { estateRoles })).toMatchObject({ role: "viewer", estateIds: null, estateRoles });
  // 409: admitted, but there is no repository
  expect([await rename(person, second.id), await build(person, second.id), await build(person, owner.estateId)]).toEqual([403, 409, 403]);
  await owner.client.ok("PATCH", member(owner, person), { estateRoles: [{ estateId: second.id, role: "admin" }] });
  expect([await rename(person, second.id), await rename(person, owner.estateId)]).toEqual([200, 403]);
  expect(await person.client.ok("GET", `/api/estates/${second.id}`)).toMatchObject({ role: "admin" });
  expect(await person.client.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ role: "viewer" });
  expect(await estatesOf(person, owner)).toEqual([[owner.estateId, "viewer"], [second.id, "admin"]]);
  for (const [method, path] of [["POST", "estates"], ["POST", "invitations"], ["GET", "audit"], ["GET", "keys"]] as const) {
    expect(await person.client.refused(method, `${organization(owner)}/${path}`, method === "POST" ? { body: { name: "x" } } : {}), path).toMatchObject({ status: 403 });
  }
  // the step that renames the organization is the organization's, although it is at an estate
  expect(await person.client.refused("POST", `/api/estates/${second.id}/onboarding`, { body: { step: "confirm_name" } })).toMatchObject({ status: 403 });
  expect((await audited(stack, owner.organizationId, "organization.updateMemberRole")).at(-1)?.detail).toEqual({
    before: { role: "viewer", estateRoles: [{ estateId: second.id, role: "member" }] },
    after: { role: "viewer", estateRoles: [{ estateId: second.id, role: "admin" }] },
  });
});

test("a role on an estate is never lower than the one in the organization, and ends when that one changes", async ({ stack, owner }) => {
  const person = await joined(stack, owner, "member");
  await owner.client.ok("PATCH", member(owner, person), { estateRoles: [{ estateId: owner.estateId, role: "viewer" }] });
  expect(await build(person, owner.estateId)).toBe(409);
  expect(await estatesOf(person, owner)).toEqual([[owner.estateId, "member"]]);
  await owner.client.ok("PATCH", member(owner, person), { estateRoles: [{ estateId: owner.estateId, role: "admin" }] });
  expect(await rename(person, owner.estateId)).toBe(200);
  expect(await owner.client.ok("PATCH", member(owner, person), { role: "viewer" })).toMatchObject({ role: "viewer", estateRoles: [] });
  expect([await rename(person, owner.estateId), await build(person, owner.estateId)]).toEqual([403, 403]);
});

test("a guest works in an estate with a role on it, and sees no other", async ({ stack, owner }) => {
  const [guest, second] = [await joined(stack, owner, "guest"), await newEstate(owner, "Second")];
  expect(await owner.client.ok("PATCH", member(owner, guest), { estateIds: [second.id] })).toMatchObject({ estateIds: [second.id], estateRoles: [{ estateId: second.id, role: "viewer" }] });
  expect(await build(guest, second.id)).toBe(404);
  await owner.client.ok("PATCH", member(owner, guest), { estateRoles: [{ estateId: second.id, role: "member" }] });
  expect([await build(guest, second.id), await rename(guest, second.id), await build(guest, owner.estateId)]).toEqual([409, 404, 404]);
  // the list of estates keeps the roles on those that stay
  expect(await owner.client.ok("PATCH", member(owner, guest), { estateIds: [second.id, owner.estateId] })).toMatchObject({
    estateRoles: expect.arrayContaining([{ estateId: second.id, role: "member" }, { estateId: owner.estateId, role: "viewer" }]) as object[],
  });
});

test("invalid roles on estates are refused, and a change closes the member's sockets", async ({ stack, owner }) => {
  const [person, other] = [await joined(stack, owner, "viewer"), await signUp(stack)];
  const cases: [object, string][] = [
    [{ estateRoles: [{ estateId: other.estateId, role: "viewer" }] }, "estateRoles"],
    [{ estateRoles: [{ estateId: owner.estateId, role: "viewer" }, { estateId: owner.estateId, role: "admin" }] }, "estateRoles"],
    [{ estateRoles: [{ estateId: owner.estateId, role: "owner" }] }, "estateRoles[0].role"],
    [{ role: "guest", estateIds: [], estateRoles: [] }, "estateIds"],
  ];
  for (const [body, field] of cases) expect(await owner.client.refused("PATCH", member(owner, person), { body }), field).toMatchObject({ status: 400, field });
  const socket = await Socket.open({ ...person, organizationId: owner.organizationId });
  await owner.client.ok("PATCH", member(owner, person), { estateRoles: [{ estateId: owner.estateId, role: "member" }] });
  await until("the socket to close", () => socket.closed !== null);
  expect(socket.closed).toBe(RECONNECT);
});
