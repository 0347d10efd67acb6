// Proves that a custom role limits its base role to some of its permissions, for members, their keys and service accounts, at
// once; that roles on estates add nothing to it; and that a role in use stays.
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { signUp } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Program } from "../../support/program.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";
import { BASIC, build, customRoles, type CustomRole, holder, joined, make, members, organization, rename } from "./roles.ts";

const RECONNECT = 4409;
const DENIED = { status: 403, code: "PERMISSION_DENIED" };

interface Me {
  organizations: { id: string; role: string; permissions: string[] | null; estates: { id: string; role: string }[] }[];
}

test("who has a custom role has its permissions and no others, and a change of it holds at once", async ({ stack, owner }) => {
  const person = await joined(stack, owner, "member");
  const role = await make(owner, "member", ["build.manage"], "Release manager");
  expect(role).toMatchObject({ name: "Release manager", baseRole: "member", permissions: [...BASIC, "build.manage"], members: 0, serviceAccounts: 0 });
  const reference = { id: role.id, name: role.name };
  expect(await owner.client.ok("PATCH", members(owner, person), { customRoleId: role.id })).toMatchObject({ role: "member", customRole: reference });
  expect(await build(person, owner.estateId)).toBe(409);
  expect(await person.client.refused("DELETE", `/api/estates/${owner.estateId}/repository`)).toEqual(DENIED);
  expect(await person.client.refused("GET", `${organization(owner)}/members`)).toEqual(DENIED);
  expect(await person.client.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ role: "member", permissions: role.permissions });
  const me = async () => (await person.client.ok<Me>("GET", "/api/auth/me")).organizations;
  expect((await me()).map(({ id, role: own, permissions }) => [id === owner.organizationId, own, permissions])).toEqual(
    expect.arrayContaining([[true, "member", role.permissions], [false, "owner", null]]),
  );

  const socket = await Socket.open(owner);
  const changed = await owner.client.ok<CustomRole>("PATCH", `${customRoles(owner)}/${role.id}`, { name: "Reader", permissions: ["member.view"] });
  expect(changed).toMatchObject({ id: role.id, name: "Reader", permissions: ["organization.view", "organization.leave", "member.view", "estate.view"], members: 1 });
  expect(await build(person, owner.estateId)).toBe(403);
  const { items } = await person.client.ok<{ items: object[] }>("GET", `${organization(owner)}/members`);
  expect(items).toContainEqual(expect.objectContaining({ userId: person.userId, customRole: { id: role.id, name: "Reader" } }));
  expect(await person.client.ok("GET", customRoles(owner))).toMatchObject({ items: [{ id: role.id, members: 1 }], nextCursor: null });
  await until("open pages to get the frames", () => ["custom_role", "organization", "member", "service_account"].every((resource) => socket.frames.some((frame) => frame.resource === resource)));
  socket.cut();

  expect(await owner.client.ok("PATCH", members(owner, person), { role: "member" })).toMatchObject({ role: "member", customRole: null });
  expect(await build(person, owner.estateId)).toBe(409);
  expect((await audited(stack, owner.organizationId, "organization.updateMemberRole")).map(({ detail }) => detail)).toEqual([
    { before: { role: "member" }, after: { role: "member", customRole: reference } },
    { before: { role: "member", customRole: { ...reference, name: "Reader" } }, after: { role: "member" } },
  ]);
  expect((await audited(stack, owner.organizationId, "customRole.update")).map(({ detail }) => detail)).toMatchObject([
    { before: { name: "Release manager", permissions: role.permissions }, after: { name: "Reader", permissions: changed.permissions } },
  ]);
});

test("a role that somebody has is not deleted", async ({ stack, owner }) => {
  const role = await make(owner, "viewer", ["member.view"]);
  const path = `${customRoles(owner)}/${role.id}`;
  const person = await holder(stack, owner, role);
  const account = await owner.client.ok<{ id: string }>("POST", `${organization(owner)}/service-accounts`, { name: "Reader", customRoleId: role.id }, 201);
  const refused = await owner.client.call("DELETE", path);
  expect([refused.status, refused.body]).toMatchObject([409, { error: { code: "CUSTOM_ROLE_IN_USE", context: { members: 1, serviceAccounts: 1 } } }]);
  await owner.client.ok("DELETE", `${organization(owner)}/service-accounts/${account.id}`, undefined, 204);
  await owner.client.ok("DELETE", members(owner, person), undefined, 204);
  await owner.client.ok("DELETE", path, undefined, 204);
  expect(await owner.client.refused("DELETE", path)).toMatchObject({ status: 404 });
  expect((await audited(stack, owner.organizationId, "customRole.delete")).map(({ detail }) => detail)).toEqual([{ before: { name: role.name, baseRole: "viewer", permissions: role.permissions } }]);
});

test("roles on estates and of teams add nothing to a custom role, and count again after it", async ({ stack, owner }) => {
  const person = await joined(stack, owner, "viewer");
  const estateRoles = [{ estateId: owner.estateId, role: "admin" }];
  await owner.client.ok("PATCH", members(owner, person), { estateRoles });
  await owner.client.ok("POST", `${organization(owner)}/teams`, { name: "Design", userIds: [person.userId], estateRoles }, 201);
  expect(await rename(person, owner.estateId)).toBe(200);
  const role = await make(owner, "member", ["build.manage"]);
  const socket = await Socket.open({ ...person, organizationId: owner.organizationId });
  expect(await owner.client.ok("PATCH", members(owner, person), { customRoleId: role.id })).toMatchObject({ role: "member", estateRoles: [] });
  await until("the socket to close", () => socket.closed !== null);
  expect(socket.closed).toBe(RECONNECT);
  expect([await rename(person, owner.estateId), await build(person, owner.estateId)]).toEqual([403, 409]);
  expect(await person.client.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ role: "member" });
  const me = await person.client.ok<Me>("GET", "/api/auth/me");
  expect(me.organizations.find(({ id }) => id === owner.organizationId)?.estates).toMatchObject([{ id: owner.estateId, role: "member" }]);
  expect(await owner.client.refused("PATCH", members(owner, person), { body: { estateRoles } })).toMatchObject({ status: 400, field: "estateRoles" });
  await owner.client.ok("PATCH", members(owner, person), { role: "viewer" });
  expect(await rename(person, owner.estateId)).toBe(200);
});

test("the keys of a member, also earlier ones, have what the custom role has", async ({ stack, owner }) => {
  const admin = await joined(stack, owner, "admin");
  const keys = `${organization(owner)}/keys`;
  const { secret } = await admin.client.ok<{ secret: string }>("POST", keys, { name: "Early", scopes: ["estate.view", "estate.create", "build.manage"] }, 201);
  const program = new Program(stack.url, secret);
  await program.ok("POST", `${organization(owner)}/estates`, { name: "Before" }, 201);
  const role = await make(owner, "admin", ["apiKey.manage", "build.manage"]);
  await owner.client.ok("PATCH", members(owner, admin), { customRoleId: role.id });
  expect(await program.refused("POST", `${organization(owner)}/estates`, { body: { name: "After" } })).toEqual(DENIED);
  expect(await build({ client: program }, owner.estateId)).toBe(409);
  expect(await admin.client.refused("POST", keys, { body: { name: "More", scopes: ["estate.create"] } })).toMatchObject({ status: 400, field: "scopes" });
  await admin.client.ok("POST", keys, { name: "Less", scopes: ["build.manage"] }, 201);
});

test("a service account can have a custom role, within its estates", async ({ stack, owner }) => {
  const [other, stranger] = [await owner.client.ok<{ id: string }>("POST", `${organization(owner)}/estates`, { name: "Other" }, 201), await signUp(stack)];
  const accounts = `${organization(owner)}/service-accounts`;
  const role = await make(owner, "member", ["build.manage"], "Builder");
  const foreign = await make(stranger, "member", ["build.manage"]);
  const wrong: [object, string][] = [
    [{ name: "x" }, "role"],
    [{ name: "x", role: "member", customRoleId: role.id }, "role"],
    [{ name: "x", customRoleId: foreign.id }, "customRoleId"],
  ];
  for (const [body, field] of wrong) expect(await owner.client.refused("POST", accounts, { body }), field).toMatchObject({ status: 400, field });
  const account = await owner.client.ok<{ id: string }>("POST", accounts, { name: "Builder", customRoleId: role.id, estateIds: [owner.estateId] }, 201);
  expect(account).toMatchObject({ role: "member", customRole: { id: role.id, name: "Builder" } });
  const keys = `${organization(owner)}/keys`;
  const key = (scopes: string[]) => ({ name: "A key", scopes, serviceAccountId: account.id });
  expect(await owner.client.refused("POST", keys, { body: key(["repository.manage"]) })).toMatchObject({ status: 400, field: "scopes" });
  const { secret } = await owner.client.ok<{ secret: string }>("POST", keys, key(["build.manage", "estate.view"]), 201);
  const program = { client: new Program(stack.url, secret) };
  const builds = async () => [await build(program, owner.estateId), await build(program, other.id)];
  expect(await builds()).toEqual([409, 404]);
  await owner.client.ok("PATCH", `${accounts}/${account.id}`, { allEstates: true });
  expect(await builds()).toEqual([409, 409]);
  await owner.client.ok("PATCH", `${customRoles(owner)}/${role.id}`, { permissions: ["repository.manage"] });
  expect(await builds()).toEqual([403, 403]);
  expect(await program.client.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ role: "member" });
  expect(await owner.client.ok("PATCH", `${accounts}/${account.id}`, { role: "member" })).toMatchObject({ role: "member", customRole: null });
  expect(await builds()).toEqual([409, 409]);
  expect((await audited(stack, owner.organizationId, "serviceAccount.update")).at(-1)?.detail).toMatchObject({ before: { role: "member", customRole: { id: role.id } }, after: { role: "member", customRole: null } });
});

test("who becomes an owner or a guest has no custom role any more", async ({ stack, owner }) => {
  const role = await make(owner, "member", ["build.manage"]);
  const [heir, other] = [await holder(stack, owner, role), await holder(stack, owner, role)];
  await owner.client.ok("POST", `${organization(owner)}/transfer`, { userId: heir.userId });
  expect(await heir.client.ok("GET", `${organization(owner)}/members`)).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ userId: heir.userId, role: "owner", customRole: null })]) as object[] });
  expect(await heir.client.ok("PATCH", members(owner, other), { role: "guest", estateIds: [owner.estateId] })).toMatchObject({ role: "guest", customRole: null, estateIds: [owner.estateId] });
  await heir.client.ok("DELETE", `${customRoles(owner)}/${role.id}`, undefined, 204);
  expect((await stack.db.prepare("SELECT count(*) AS count FROM organization_user_membership WHERE custom_role_id IS NOT NULL AND organization_id = ?1").bind(owner.organizationId).first<number>("count"))).toBe(0);
});

test("names, permissions and the number of roles are checked", async ({ stack, owner }) => {
  const role = await make(owner, "member", ["build.manage", "build.manage"], "One");
  expect(role.permissions).toEqual([...BASIC, "build.manage"]);
  const wrong: [object, string][] = [
    [{ name: "", baseRole: "member", permissions: ["build.manage"] }, "name"],
    [{ name: "x", baseRole: "member", permissions: [] }, "permissions"],
    [{ name: "x", baseRole: "member", permissions: Array.from({ length: 51 }, () => "build.manage") }, "permissions"],
    [{ name: "x", baseRole: "member", permissions: ["nothing"] }, "permissions"],
    [{ name: "x", baseRole: "member", permissions: ["estate.create"] }, "permissions"],
    [{ name: "x", baseRole: "viewer", permissions: ["build.manage"] }, "permissions"],
    ...["organization.delete", "organization.transfer", "domain.manage", "security.manage"].map((name): [object, string] => [{ name: "x", baseRole: "admin", permissions: [name] }, "permissions"]),
    ...["owner", "guest", "external"].map((baseRole): [object, string] => [{ name: "x", baseRole, permissions: ["estate.view"] }, "baseRole"]),
  ];
  for (const [body, field] of wrong) expect(await owner.client.refused("POST", customRoles(owner), { body }), JSON.stringify(body)).toMatchObject({ status: 400, field });
  const path = `${customRoles(owner)}/${role.id}`;
  expect(await owner.client.refused("PATCH", path, { body: { permissions: ["estate.create"] } })).toMatchObject({ status: 400, field: "permissions" });
  expect(await owner.client.refused("PATCH", path, { body: { baseRole: "admin" } })).toMatchObject({ status: 400, field: "baseRole" });
  expect(await owner.client.refused("POST", customRoles(owner), { body: { name: "One", baseRole: "viewer", permissions: ["member.view"] } })).toMatchObject({ status: 409, code: "NAME_TAKEN" });
  const person = await joined(stack, owner, "viewer");
  expect(await owner.client.refused("PATCH", members(owner, person), { body: { customRoleId: role.id, role: "member" } })).toMatchObject({ status: 400, field: "role" });

  const rest = Array.from({ length: 48 }, (_, index) => ({ id: `role_01k9zqt3m8e7tbm3hz0c3x${String(index).padStart(4, "0")}`, name: `Role ${index}` }));
  await stack.db
    .prepare("INSERT INTO custom_role (id, organization_id, name, base_role, permissions, created_at, updated_at) SELECT value ->> 'id', ?1, value ->> 'name', 'viewer', '[]', 1, 1 FROM json_each(?2)")
    .bind(owner.organizationId, JSON.stringify(rest))
    .run();
  const answers = await Promise.all(["A", "B", "C"].map((name) => owner.client.call("POST", customRoles(owner), { body: { name, baseRole: "viewer", permissions: ["member.view"] } })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});
