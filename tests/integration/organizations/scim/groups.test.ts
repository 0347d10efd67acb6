// Proves the groups of SCIM 2.0 with the requests of Okta and Entra: a group is a team, whose members have its roles on estates from the
// moment that the provider adds them until the moment that it removes them.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { audited } from "../../support/audit.ts";
import { newId } from "../../support/ids.ts";
import { join, newEmail, proveEmail, signUp, type Person } from "../../support/people.ts";
import { GROUP, ScimClient, type Answer, type ScimGroup, type ScimUser } from "../../support/scim.ts";
import { Socket } from "../../support/socket.ts";
import { verifyDomain } from "../../support/sso.ts";
import { integration } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

const test = integration({ withoutRunner: true });
const RECONNECT = 4409;
const teams = ({ organizationId }: Person) => `/api/organizations/${organizationId}/teams`;
const valuesOf = ({ members }: ScimGroup) => (members ?? []).map(({ value }) => value).sort();
const named = (...users: { id: string }[]) => users.map(({ id }) => ({ value: id }));
const idsOf = (...users: { id: string }[]) => users.map(({ id }) => id).sort();

interface Team {
  id: string;
  name: string;
  members: { userId: string }[];
  memberCount: number;
  isProvisioned: boolean;
  estateRoles: object[];
}

async function teamsOf(owner: Person): Promise<Team[]> {
  return (await owner.client.ok<{ items: Team[] }>("GET", teams(owner))).items;
}

async function setUp(stack: Stack, owner: Person, count: number): Promise<{ scim: ScimClient; domain: string; users: ScimUser[] }> {
  const domain = await verifyDomain(stack, owner);
  const scim = await ScimClient.of(stack, owner);
  const users: ScimUser[] = [];
  for (let index = 0; index < count; index += 1) users.push(await scim.create(newEmail(domain)));
  return { scim, domain, users };
}

const refused = ({ status, body }: Answer) => [status, body.scimType];

test("a group is a team: its members get the roles that people give it, at once, and lose them at once", async ({ stack, owner }) => {
  const { scim, users } = await setUp(stack, owner, 2);
  const [ada, ben] = users as [ScimUser, ScimUser];
  const client = await proveEmail(stack, { email: ada.userName });
  await stack.db.prepare("UPDATE organization_user_membership SET role = 'guest' WHERE user_id = ?1").bind(ada.id).run();
  const group = await scim.createGroup("Designers", { externalId: "00g1", members: named(ada) });
  expect(group).toMatchObject({ schemas: [GROUP], externalId: "00g1", members: [{ value: ada.id, $ref: `${stack.url}/scim/v2/Users/${ada.id}`, display: ada.displayName }], meta: { resourceType: "Group", location: `${stack.url}/scim/v2/Groups/${group.id}` } });
  expect(await scim.group(group.id)).toEqual(group);
  expect(await teamsOf(owner)).toMatchObject([{ id: group.id, name: "Designers", memberCount: 1, members: [{ userId: ada.id }], isProvisioned: true, estateRoles: [] }]);
  const estate = `/api/estates/${owner.estateId}`;
  expect((await client.call("GET", estate)).status).toBe(404);
  const estateRoles = [{ estateId: owner.estateId, role: "member" }];
  expect(await owner.client.ok("PATCH", `${teams(owner)}/${group.id}`, { estateRoles })).toMatchObject({ estateRoles, isProvisioned: true });
  await client.ok("GET", estate);

  const socket = await Socket.open({ ...owner, client });
  expect((await scim.patchGroup(group.id, { op: "Remove", path: `members[value eq "${ada.id}"]` })).status).toBe(204);
  expect(await socket.closing()).toBe(RECONNECT);
  expect((await client.call("GET", estate)).status).toBe(404);
  await scim.patchGroup(group.id, { op: "add", path: "members", value: named(ada, ben) });
  await client.ok("GET", estate);
  expect(await scim.call("DELETE", `/Groups/${group.id}`)).toMatchObject({ status: 204, body: {} });
  expect((await client.call("GET", estate)).status).toBe(404);
  expect(await teamsOf(owner)).toEqual([]);
  for (const method of ["GET", "DELETE"]) expect((await scim.call(method, `/Groups/${group.id}`)).status).toBe(404);
  const values = (userIds: string[]) => ({ name: "Designers", externalId: "00g1", userIds });
  expect(await audited(stack, owner.organizationId, "scim.update")).toEqual([
    { actorId: "scim", detail: { before: values([ada.id]), after: values([]) } },
    { actorId: "scim", detail: { before: values([]), after: values(idsOf(ada, ben)) } },
  ]);
  expect(await audited(stack, owner.organizationId, "scim.delete")).toEqual([{ actorId: "scim", detail: { before: values(idsOf(ada, ben)) } }]);
});

test("Entra's requests", async ({ stack, owner }) => {
  const { scim, users } = await setUp(stack, owner, 3);
  const [ada, ben, cleo] = users as [ScimUser, ScimUser, ScimUser];
  // Entra asks for the group before it creates it
  const filter = `filter=displayName+eq+%22Sales+team%22&excludedAttributes=members`;
  expect((await scim.call("GET", `/Groups?${filter}`)).body).toMatchObject({ totalResults: 0, Resources: [] });
  const created = await scim.call("POST", "/Groups", { schemas: [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"], externalId: "8aa1a0c0-c4c3", displayName: "Sales team", meta: { resourceType: "Group" } });
  expect([created.status, created.type]).toEqual([201, "application/scim+json"]);
  const { id } = created.body;
  const found = await scim.call("GET", `/Groups?${filter}`);
  expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id, externalId: "8aa1a0c0-c4c3" }] });
  const patch = async (...operations: object[]) => expect((await scim.patchGroup(id, ...operations)).status).toBe(204);
  await patch({ op: "Add", path: "members", value: [{ $ref: null, value: ada.id }] });
  await patch({ op: "Add", path: "members", value: [{ $ref: null, value: ben.id }, { $ref: null, value: cleo.id }] }, { op: "Add", path: "members", value: [{ value: ada.id }] });
  expect(valuesOf(await scim.group(id))).toEqual(idsOf(ada, ben, cleo));
  expect((await scim.call("GET", `/Groups/${id}?excludedAttributes=members`)).body).not.toHaveProperty("members");
  expect(found.body.Resources[0]).not.toHaveProperty("members");
  await patch({ op: "Remove", path: "members", value: [{ $ref: null, value: ada.id }] });
  await patch({ op: "Remove", path: `members[value eq "${ben.id}"]` });
  // again, after a response that was lost
  await patch({ op: "Remove", path: `members[value eq "${ben.id}"]` });
  await patch({ op: "Replace", path: "displayName", value: "Sales" });
  expect(await scim.group(id)).toMatchObject({ displayName: "Sales", members: [{ value: cleo.id }] });
  expect((await scim.call("GET", `/Groups?${new URLSearchParams({ filter: `displayName eq "sales" and members.value eq "${cleo.id}"` })}`)).body.totalResults).toBe(1);
  expect((await scim.call("GET", `/Groups?${new URLSearchParams({ filter: `members.value eq "${ada.id}"` })}`)).body.totalResults).toBe(0);
  expect(await audited(stack, owner.organizationId, "scim.update")).toHaveLength(5);
});

test("Okta's requests", async ({ stack, owner }) => {
  const { scim, users } = await setUp(stack, owner, 3);
  const [ada, ben, cleo] = users as [ScimUser, ScimUser, ScimUser];
  const group = await scim.createGroup("Support", { members: [{ value: ada.id, display: ada.userName }, { value: ben.id, display: ben.userName }] });
  expect((await scim.patchGroup(group.id, { op: "replace", value: { id: group.id, displayName: "Customer support" } })).status).toBe(204);
  expect((await scim.patchGroup(group.id, { op: "remove", path: `members[value eq "${ada.id}"]` }, { op: "add", path: "members", value: [{ value: cleo.id, display: cleo.userName }] })).status).toBe(204);
  expect(await scim.group(group.id)).toMatchObject({ displayName: "Customer support" });
  expect(valuesOf(await scim.group(group.id))).toEqual(idsOf(ben, cleo));
  expect((await scim.patchGroup(group.id, { op: "replace", path: "members", value: named(ada) })).status).toBe(204);
  expect(valuesOf(await scim.group(group.id))).toEqual([ada.id]);
  const put = await scim.call("PUT", `/Groups/${group.id}`, { schemas: [GROUP], id: group.id, displayName: "Support", members: named(ada, ben) });
  expect([put.status, put.body]).toMatchObject([200, { displayName: "Support" }]);
  expect(valuesOf(put.body as unknown as ScimGroup)).toEqual(idsOf(ada, ben));
  expect((await scim.patchGroup(group.id, { op: "replace", value: { members: [] } })).status).toBe(204);
  const others = [await scim.createGroup("Legal", { externalId: "L" }), await scim.createGroup("Finance")];
  const list = async (query: Record<string, string>) => (await scim.call("GET", `/Groups?${new URLSearchParams(query)}`)).body;
  expect(await list({ startIndex: "2", count: "1" })).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1, Resources: [{ id: others[0]?.id, members: [] }] });
  expect((await list({ filter: `externalId eq "L"` })).Resources.map(({ id }) => id)).toEqual([others[0]?.id]);
  expect(refused(await scim.call("GET", `/Groups?${new URLSearchParams({ filter: "meta eq \"a\"" })}`))).toEqual([400, "invalidFilter"]);
});

test("names and external ids are unique, and a team that people created is not taken over", async ({ stack, owner }) => {
  const { scim, users } = await setUp(stack, owner, 1);
  const own = await owner.client.ok<Team>("POST", teams(owner), { name: "Design" }, 201);
  expect(own).toMatchObject({ isProvisioned: false, memberCount: 0 });
  expect(refused(await scim.call("POST", "/Groups", { schemas: [GROUP], displayName: "Design", members: named(...users) }))).toEqual([409, "uniqueness"]);
  // it is none of the provider's
  expect((await scim.call("GET", "/Groups")).body.totalResults).toBe(0);
  for (const method of ["GET", "DELETE"]) expect((await scim.call(method, `/Groups/${own.id}`)).status).toBe(404);
  expect((await scim.patchGroup(own.id, { op: "add", path: "members", value: named(...users) })).status).toBe(404);
  const group = await scim.createGroup("Sales", { externalId: "s" });
  const other = await scim.createGroup("Support");
  expect(refused(await scim.call("POST", "/Groups", { displayName: "Sales" }))).toEqual([409, "uniqueness"]);
  expect(refused(await scim.call("POST", "/Groups", { displayName: "Sellers", externalId: "s" }))).toEqual([409, "uniqueness"]);
  expect(refused(await scim.patchGroup(other.id, { op: "replace", path: "displayName", value: "Sales" }))).toEqual([409, "uniqueness"]);
  expect(refused(await scim.patchGroup(other.id, { op: "replace", path: "externalId", value: "s" }))).toEqual([409, "uniqueness"]);
  expect((await teamsOf(owner)).map(({ name, isProvisioned }) => [name, isProvisioned])).toEqual([["Design", false], ["Sales", true], ["Support", true]]);
  expect((await scim.call("DELETE", `/Groups/${group.id}`)).status).toBe(204);
});

test("members are users of this organization's SCIM, and nothing else", async ({ stack, owner }) => {
  const { scim, users } = await setUp(stack, owner, 1);
  const neighbour = await signUp(stack);
  const theirs = await setUp(stack, neighbour, 1);
  const contractor = await signUp(stack);
  await join(stack, contractor, owner.organizationId, "member");
  const group = await scim.createGroup("Sales", { members: named(...users) });
  const strangers = [theirs.users[0]?.id ?? "", contractor.userId, owner.userId, newId("usr"), "ada", group.id];
  for (const value of strangers) {
    const answers = [
      await scim.patchGroup(group.id, { op: "add", path: "members", value: [{ value }] }),
      await scim.patchGroup(group.id, { op: "replace", path: "members", value: [...named(...users), { value }] }),
      await scim.call("PUT", `/Groups/${group.id}`, { displayName: "Other", members: [{ value }] }),
      await scim.call("POST", "/Groups", { displayName: "Other", members: [{ value }] }),
    ];
    expect(answers.map((answer) => [value, ...refused(answer)])).toEqual(answers.map(() => [value, 400, "invalidValue"]));
  }
  for (const operation of [{ op: "add", path: "members", value: ["text"] }, { op: "remove", path: "members[display eq \"a\"]" }, { op: "add", path: "members[value eq \"a\"]", value: 1 }, { op: "remove", path: "displayName" }, { op: "replace", path: "displayName", value: "" }]) {
    expect([operation, (await scim.patchGroup(group.id, operation)).status]).toEqual([operation, 400]);
  }
  expect((await scim.call("POST", "/Groups", { displayName: "x".repeat(101) })).status).toBe(400);
  expect(await scim.group(group.id)).toMatchObject({ displayName: "Sales", members: [{ value: users[0]?.id }] });
  // another organization's group does not exist
  for (const [method, body] of [["GET"], ["DELETE"], ["PUT", { displayName: "Mine" }], ["PATCH", { Operations: [{ op: "replace", path: "displayName", value: "Mine" }] }]] as const) {
    expect([method, (await theirs.scim.call(method, `/Groups/${group.id}`, body)).status]).toEqual([method, 404]);
  }
  expect((await theirs.scim.call("GET", "/Groups")).body.totalResults).toBe(0);
});

test("people cannot edit what the provider manages, and can when its token is revoked", async ({ stack, owner }) => {
  const { scim, users } = await setUp(stack, owner, 2);
  const group = await scim.createGroup("Sales", { members: named(...users) });
  const path = `${teams(owner)}/${group.id}`;
  for (const body of [{ name: "Mine" }, { userIds: [] }, { userIds: [owner.userId], estateRoles: [] }]) {
    expect(await owner.client.refused("PATCH", path, { body })).toMatchObject({ status: 409, code: "TEAM_PROVISIONED" });
  }
  expect(await owner.client.refused("DELETE", path)).toMatchObject({ status: 409, code: "TEAM_PROVISIONED" });
  // what stays the same is no edit
  await owner.client.ok("PATCH", path, { name: "Sales", userIds: idsOf(...users), estateRoles: [{ estateId: owner.estateId, role: "viewer" }] });
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/scim/token`, undefined, 204);
  expect(await owner.client.ok("PATCH", path, { name: "Sellers", userIds: [owner.userId] })).toMatchObject({ name: "Sellers", isProvisioned: false, memberCount: 1 });
  // it is now a team that people created
  const later = await ScimClient.of(stack, owner);
  expect((await later.call("GET", `/Groups/${group.id}`)).status).toBe(404);
  await owner.client.ok("DELETE", path, undefined, 204);
});

test("a deactivated user leaves the team and returns with the membership; a deleted one does not", async ({ stack, owner }) => {
  const { scim, users } = await setUp(stack, owner, 2);
  const [ada, ben] = users as [ScimUser, ScimUser];
  const group = await scim.createGroup("Sales", { members: named(ada, ben) });
  const members = async () => (await teamsOf(owner))[0]?.members.map(({ userId }) => userId).sort();
  await scim.patch(ada.id, { op: "replace", path: "active", value: false });
  expect(await members()).toEqual([ben.id]);
  // an inactive user may be pushed, too
  const inactive = await scim.create(newEmail(ada.userName.split("@")[1]), { active: false });
  expect((await scim.patchGroup(group.id, { op: "add", path: "members", value: named(inactive) })).status).toBe(204);
  expect(await members()).toEqual([ben.id]);
  for (const { id } of [ada, inactive]) await scim.patch(id, { op: "replace", path: "active", value: true });
  expect(await members()).toEqual(idsOf(ada, ben, inactive));
  expect((await scim.call("DELETE", `/Users/${ada.id}`)).status).toBe(204);
  expect(await members()).toEqual(idsOf(ben, inactive));
  expect(valuesOf(await scim.group(group.id))).toEqual(idsOf(ben, inactive));
  expect((await scim.create(ada.userName)).id).toBe(ada.id);
  expect(await members()).toEqual(idsOf(ben, inactive));
});

test("a thousand members in one request take as many statements as two", async ({ stack, owner }) => {
  const { scim, domain, users } = await setUp(stack, owner, 2);
  const small = await scim.createGroup("Small", { members: named(...users) });
  const many = Array.from({ length: 1_000 }, () => ({ id: newId("usr") }));
  const list = JSON.stringify(many.map(({ id }, index) => ({ id, email: newEmail(domain), membership: newId("member"), name: `Person ${index}` })));
  await stack.db.prepare("INSERT INTO user (id, email, name, created_at, updated_at) SELECT value ->> 'id', value ->> 'email', value ->> 'name', 1, 1 FROM json_each(?1)").bind(list).run();
  await stack.db.prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) SELECT value ->> 'membership', ?2, value ->> 'id', 'member', 1, 1 FROM json_each(?1)").bind(list, owner.organizationId).run();
  const large = await scim.createGroup("Large");
  const value = many.map(({ id }) => ({ value: id, $ref: `${stack.url}/scim/v2/Users/${id}`, display: "Demo Person" }));
  const added = await scim.patchGroup(large.id, { op: "Add", path: "members", value });
  expect(added.status).toBe(204);
  const few = await scim.patchGroup((await scim.createGroup("Few")).id, { op: "Add", path: "members", value: named(...users) });
  expect((await logged(stack, added)).d1_statements).toBe((await logged(stack, few)).d1_statements);
  expect(valuesOf(await scim.group(large.id))).toEqual(idsOf(...many));
  expect(await teamsOf(owner)).toMatchObject([{ id: small.id, memberCount: 2 }, { id: large.id, memberCount: 1_000 }, { name: "Few", memberCount: 2 }]);
  expect((await teamsOf(owner))[1]?.members).toHaveLength(100);
  // one operation for each member, as Entra does
  const operations = many.slice(0, 600).map(({ id }) => ({ op: "Remove", path: `members[value eq "${id}"]` }));
  expect((await scim.patchGroup(large.id, ...operations)).status).toBe(204);
  expect((await teamsOf(owner))[1]?.memberCount).toBe(400);
  expect((await scim.patchGroup(large.id, { op: "Remove", path: "members" })).status).toBe(204);
  expect(await scim.group(large.id)).toMatchObject({ members: [] });
});
