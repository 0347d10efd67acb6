// Attacks: an admin with a custom role tries everything to get, or to give, a permission that the role does not have.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { fromSomewhere, newEmail, signUp, type Person } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { test } from "../../support/test.ts";
import { build, customRoles, type CustomRole, holder, joined, make, members, organization, rename } from "./roles.ts";

const DENIED = { status: 403, code: "PERMISSION_DENIED" };
/** Everything about people and programs, and builds; but no repositories, no estates and no audit log. */
const OWN = ["member.view", "member.invite", "member.update", "member.remove", "team.manage", "customRole.manage", "apiKey.manage", "serviceAccount.manage", "estate.update", "build.manage"];

/** The attacker, with the role that limits them. */
async function attacker(stack: Stack, owner: Person, permissions = OWN): Promise<{ admin: Person; role: CustomRole }> {
  const role = await make(owner, "admin", permissions, "People manager");
  return { role, admin: { ...(await holder(stack, owner, role)), organizationId: owner.organizationId } };
}

const invite = async ({ client }: Person, owner: Person, role: string) => {
  const { invitation, url } = await client.ok<{ invitation: { id: string }; url: string }>("POST", `${organization(owner)}/invitations`, { role }, 201);
  return { id: invitation.id, path: `/api/invitations/${url.split("/").at(-1)}` };
};

test("nobody widens a role, their own included, or makes one with more than they have", async ({ stack, owner }) => {
  const { admin, role } = await attacker(stack, owner);
  const wide = await make(owner, "member", ["repository.manage"], "Wide");
  const narrow = await make(owner, "member", ["build.manage"], "Narrow");
  const path = customRoles(owner);
  const refused = (method: string, target: string, body?: object) => admin.client.refused(method, target, body === undefined ? {} : { body });
  // admins do not manage the roles of admins
  expect(await refused("PATCH", `${path}/${role.id}`, { permissions: [...OWN, "estate.delete"] })).toEqual(DENIED);
  expect(await refused("PATCH", `${path}/${role.id}`, { permissions: OWN })).toEqual(DENIED);
  expect(await refused("DELETE", `${path}/${role.id}`)).toEqual(DENIED);
  expect(await refused("POST", path, { name: "Mine", baseRole: "admin", permissions: ["build.manage"] })).toEqual(DENIED);
  expect(await refused("POST", path, { name: "Mine", baseRole: "member", permissions: ["build.manage", "repository.manage"] })).toMatchObject({ status: 400, field: "permissions" });
  expect(await refused("PATCH", `${path}/${narrow.id}`, { permissions: ["repository.manage"] })).toMatchObject({ status: 400, field: "permissions" });
  expect(await refused("PATCH", `${path}/${wide.id}`, { name: "Renamed" })).toMatchObject({ status: 400, field: "permissions" });
  for (const body of [{ customRoleId: wide.id }, { role: "admin" }, { role: "owner" }]) expect(await refused("PATCH", members(owner, admin), body)).toMatchObject({ status: 409 });
  expect((await admin.client.ok<{ items: CustomRole[] }>("GET", path)).items.map(({ name, permissions }) => [name, permissions])).toEqual([role, wide, narrow].map(({ name, permissions }) => [name, permissions]));
  // what is within their own permissions is theirs to give
  const own = await make(admin, "member", ["build.manage", "member.view"], "Given");
  await admin.client.ok("PATCH", `${path}/${own.id}`, { permissions: ["build.manage"] });
  const person = await joined(stack, owner, "viewer");
  await admin.client.ok("PATCH", members(owner, person), { customRoleId: own.id });
  expect(await build(person, owner.estateId)).toBe(409);
});

test("nobody gives a member more than they have: by a role, a custom role, an estate, a team, an invitation or a request", async ({ stack, owner }) => {
  const { admin } = await attacker(stack, owner);
  const [wide, narrow] = [await make(owner, "member", ["repository.manage"], "Wide"), await make(owner, "member", ["build.manage"], "Narrow")];
  const [person, other] = [await joined(stack, owner, "viewer"), await joined(stack, owner, "viewer")];
  const change = (body: object) => admin.client.refused("PATCH", members(owner, person), { body });
  for (const body of [{ role: "member" }, { customRoleId: wide.id }, { estateRoles: [{ estateId: owner.estateId, role: "admin" }] }, { estateRoles: [{ estateId: owner.estateId, role: "member" }] }]) {
    expect(await change(body), JSON.stringify(body)).toEqual(DENIED);
  }
  const foreign = await signUp(stack);
  const theirs = await make(foreign, "member", ["build.manage"]);
  expect(await change({ customRoleId: theirs.id })).toMatchObject({ status: 400, field: "customRoleId" });
  for (const [method, body] of [["PATCH", { name: "Mine" }], ["DELETE", undefined]] as const) {
    expect(await owner.client.refused(method, `${customRoles(owner)}/${theirs.id}`, body === undefined ? {} : { body })).toMatchObject({ status: 404 });
  }
  const teams = `${organization(owner)}/teams`;
  const on = (role: string) => [{ estateId: owner.estateId, role }];
  expect(await admin.client.refused("POST", teams, { body: { name: "Mine", userIds: [admin.userId], estateRoles: on("admin") } })).toMatchObject({ status: 400, field: "estateRoles" });
  const team = await owner.client.ok<{ id: string }>("POST", teams, { name: "Admins", userIds: [other.userId], estateRoles: on("admin") }, 201);
  for (const body of [{ userIds: [person.userId] }, { estateRoles: on("member") }]) {
    expect(await admin.client.refused("PATCH", `${teams}/${team.id}`, { body })).toMatchObject({ status: 400, field: "estateRoles" });
  }
  // without the custom role, the team would count again
  const limited = await holder(stack, owner, await make(owner, "viewer", ["member.view"], "Reader"));
  await owner.client.ok("PATCH", `${teams}/${team.id}`, { userIds: [other.userId, limited.userId] });
  expect(await admin.client.refused("PATCH", members(owner, limited), { body: { role: "viewer" } })).toEqual(DENIED);
  expect(await rename(limited, owner.estateId)).toBe(403);
  const invitations = `${organization(owner)}/invitations`;
  expect(await admin.client.refused("POST", invitations, { body: { role: "member" } })).toEqual(DENIED);
  expect(await admin.client.refused("POST", `${organization(owner)}/invitation-lists`, { body: { role: "member", list: newEmail() } })).toEqual(DENIED);
  const { id } = await invite(owner, owner, "member");
  expect(await admin.client.refused("POST", `${invitations}/${id}/resend`)).toEqual(DENIED);
  const { url } = await owner.client.ok<{ url: string }>("PUT", `${organization(owner)}/join-link`, undefined, 200);
  await foreign.client.ok("POST", `/api/join/${new URL(url).pathname.split("/").at(-1)}/requests`, undefined, 200);
  const [request] = (await admin.client.ok<{ items: { id: string }[] }>("GET", `${organization(owner)}/join-requests`)).items;
  expect(await admin.client.refused("POST", `${organization(owner)}/join-requests/${request?.id}/accept`, { body: { role: "member" } })).toEqual(DENIED);
  expect([await rename(person, owner.estateId), await build(person, owner.estateId)]).toEqual([403, 403]);

  await admin.client.ok("PATCH", members(owner, person), { customRoleId: narrow.id });
  await admin.client.ok("POST", `${organization(owner)}/join-requests/${request?.id}/accept`, { role: "viewer" }, 204);
  await admin.client.ok("POST", teams, { name: "Readers", userIds: [other.userId], estateRoles: on("viewer") }, 201);
});

test("nobody gives a program more than they have", async ({ stack, owner }) => {
  const { admin } = await attacker(stack, owner);
  const wide = await make(owner, "member", ["repository.manage"], "Wide");
  const narrow = await make(owner, "member", ["build.manage"], "Narrow");
  const [accounts, keys] = [`${organization(owner)}/service-accounts`, `${organization(owner)}/keys`];
  for (const [body, field] of [[{ role: "admin" }, "role"], [{ role: "member" }, "role"], [{ customRoleId: wide.id }, "customRoleId"]] as const) {
    expect(await admin.client.refused("POST", accounts, { body: { name: "Mine", ...body } }), JSON.stringify(body)).toMatchObject({ status: 400, field });
  }
  const strong = await owner.client.ok<{ id: string }>("POST", accounts, { name: "Strong", customRoleId: wide.id }, 201);
  const { key } = await owner.client.ok<{ key: { id: string } }>("POST", keys, { name: "Strong", scopes: ["repository.manage"], serviceAccountId: strong.id }, 201);
  for (const body of [{ name: "Mine" }, { customRoleId: narrow.id }, { disabled: false }]) expect(await admin.client.refused("PATCH", `${accounts}/${strong.id}`, { body })).toMatchObject({ status: 400, field: "role" });
  expect(await admin.client.refused("POST", keys, { body: { name: "x", scopes: ["estate.view"], serviceAccountId: strong.id } })).toMatchObject({ status: 400, field: "serviceAccountId" });
  expect(await admin.client.refused("POST", `${keys}/${key.id}/rotate`, { body: {} })).toMatchObject({ status: 400, field: "serviceAccountId" });
  for (const scope of ["audit.view", "estate.create", "repository.manage"]) expect(await admin.client.refused("POST", keys, { body: { name: "x", scopes: [scope] } }), scope).toMatchObject({ status: 400, field: "scopes" });

  const account = await admin.client.ok<{ id: string }>("POST", accounts, { name: "Mine", customRoleId: narrow.id }, 201);
  const { secret } = await admin.client.ok<{ secret: string }>("POST", keys, { name: "Mine", scopes: ["build.manage"], serviceAccountId: account.id }, 201);
  expect(await build({ client: new Program(stack.url, secret) }, owner.estateId)).toBe(409);
});

test("an invitation ends when a custom role takes from its inviter what it gives", async ({ stack, owner }) => {
  const admin = await joined(stack, owner, "admin");
  const [early, reader] = [await invite(admin, owner, "member"), await invite(admin, owner, "viewer")];
  const role = await make(owner, "admin", OWN, "People manager");
  await owner.client.ok("PATCH", members(owner, admin), { customRoleId: role.id });
  const accept = async (path: string) => (await signUp(stack)).client.call("POST", `${path}/accept`, { headers: fromSomewhere() });
  expect((await accept(early.path)).status).toBe(409);
  expect((await accept(reader.path)).status).toBe(200);
  const state = (id: string) => stack.db.prepare("SELECT status FROM invitation WHERE id = ?1").bind(id).first("status");
  expect([await state(early.id), await state(reader.id)]).toEqual(["revoked", "pending"]);
  // a change of the role counts as well, when the invitation is used
  await owner.client.ok("PATCH", `${customRoles(owner)}/${role.id}`, { permissions: OWN.filter((name) => name !== "member.invite") });
  expect(await (await signUp(stack)).client.ok("GET", reader.path)).toMatchObject({ status: "revoked" });
  expect((await accept(reader.path)).status).toBe(409);
});

test("a person without the permission for repositories does not confirm or keep one", async ({ stack, owner }) => {
  const role = await make(owner, "member", ["build.manage"]);
  const person = await holder(stack, owner, role);
  for (const [method, path] of [["GET", "github/repositories"], ["DELETE", "repository"]] as const) {
    expect(await person.client.refused(method, `/api/estates/${owner.estateId}/${path}`), path).toEqual(DENIED);
  }
});
