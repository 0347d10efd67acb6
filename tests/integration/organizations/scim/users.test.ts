// Proves provisioning by SCIM 2.0 as Okta and Entra use it: a token of the organization creates members at its domains, finds them, and
// ends everything that they have in the organization at once.
import { afterAll, expect } from "vitest";
import { startOidcProvider } from "../../../providers/sso/index.ts";
import { audited, roles } from "../../support/audit.ts";
import { hashOf } from "../../support/hash.ts";
import { join, newEmail, proveEmail, signUp, type Person } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { type Answer, GROUP, ScimClient, type ScimUser, USER } from "../../support/scim.ts";
import { Socket } from "../../support/socket.ts";
import { connectSso, newDomain, newSsoPerson, signInBySso, verifyDomain } from "../../support/sso.ts";
import { integration } from "../../support/test.ts";

const oidc = await startOidcProvider();
const test = integration({ withoutRunner: true, bindings: { PRIVATE_HOSTS: oidc.host } });
afterAll(() => oidc.close());

const organization = ({ organizationId }: Person) => `/api/organizations/${organizationId}`;

test("a user is created with an account and a membership, found, and not created twice", async ({ stack, owner }) => {
  const domain = await verifyDomain(stack, owner);
  const scim = await ScimClient.of(stack, owner);
  const email = `Ada.Demo@${domain}`;
  const created = await scim.call("POST", "/Users", { schemas: [USER], userName: email, externalId: "00u1", name: { givenName: "Ada", familyName: "Demo" }, emails: [{ primary: true, value: email, type: "work" }], active: true });
  expect([created.status, created.type]).toEqual([201, "application/scim+json"]);
  expect(created.body).toMatchObject({ schemas: [USER], userName: email.toLowerCase(), externalId: "00u1", displayName: "Ada Demo", active: true, meta: { resourceType: "User", location: `${stack.url}/scim/v2/Users/${created.body.id}` } });
  expect((await roles(stack, owner.organizationId))[created.body.id]).toBe("member");
  expect((await scim.call("GET", `/Users/${created.body.id}`)).body).toEqual(created.body);
  expect(await audited(stack, owner.organizationId, "scim.create")).toEqual([{ actorId: "scim", detail: { after: { role: "member", estateIds: [] } } }]);

  const again = await scim.call("POST", "/Users", { schemas: [USER], userName: email });
  expect([again.status, again.body]).toMatchObject([409, { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "409", scimType: "uniqueness" }]);
  const same = await scim.call("POST", "/Users", { schemas: [USER], userName: newEmail(domain), externalId: "00u1" });
  expect([same.status, same.body.scimType]).toEqual([409, "uniqueness"]);
  // the mailbox is theirs: a link signs in
  const client = await proveEmail(stack, { email: email.toLowerCase() });
  expect(await client.ok("GET", "/api/auth/me")).toMatchObject({ organizations: [{ id: owner.organizationId }] });
});

test("only addresses at the verified domains are provisioned and seen", async ({ stack, owner }) => {
  const domain = await verifyDomain(stack, owner);
  const scim = await ScimClient.of(stack, owner);
  const neighbour = await signUp(stack);
  const theirs = await verifyDomain(stack, neighbour);
  for (const userName of [newEmail(theirs), newEmail(newDomain()), newEmail(`sub.${domain}`), "ada", ""]) {
    const { status, body } = await scim.call("POST", "/Users", { schemas: [USER], userName });
    expect([userName, status, body.scimType]).toEqual([userName, 400, "invalidValue"]);
  }
  const contractor = await signUp(stack);
  await join(stack, contractor, owner.organizationId, "member");
  for (const { userId } of [contractor, neighbour, owner]) {
    for (const method of ["GET", "DELETE"]) expect((await scim.call(method, `/Users/${userId}`)).status).toBe(404);
    expect((await scim.patch(userId, { op: "replace", path: "active", value: false })).status).toBe(404);
  }
  expect((await scim.call("GET", "/Users")).body).toMatchObject({ totalResults: 0, Resources: [] });
  expect(Object.keys(await roles(stack, owner.organizationId)).sort()).toEqual([owner.userId, contractor.userId].sort());
});

test("an existing account joins when its address is proven, and not before", async ({ stack, owner }) => {
  const domain = await verifyDomain(stack, owner);
  const scim = await ScimClient.of(stack, owner);
  const person = await signUp(stack, newEmail(domain));
  expect((await scim.call("POST", "/Users", { schemas: [USER], userName: person.email })).status).toBe(409);
  await proveEmail(stack, person);
  expect((await scim.create(person.email)).id).toBe(person.userId);
  await person.client.ok("GET", organization(owner));
  await person.client.ok("GET", organization(person));
});

test("lists are filtered and paged", async ({ stack, owner }) => {
  const domain = await verifyDomain(stack, owner);
  const scim = await ScimClient.of(stack, owner);
  const users: ScimUser[] = [];
  for (const externalId of ["a", "b \"c\"", "d"]) users.push(await scim.create(newEmail(domain), { externalId }));
  const last = await scim.create(newEmail(domain), { active: false });
  const list = async (query: Record<string, string>) => {
    const { status, body } = await scim.call("GET", `/Users?${new URLSearchParams(query)}`);
    expect(status).toBe(200);
    return body;
  };
  const ids = async (query: Record<string, string>) => (await list(query)).Resources.map(({ id }) => id);
  expect(await ids({})).toEqual([...users, last].map(({ id }) => id));
  expect(await ids({ filter: `userName eq "${users[1]?.userName.toUpperCase()}"` })).toEqual([users[1]?.id]);
  expect(await ids({ filter: `externalId eq ${JSON.stringify("b \"c\"")}` })).toEqual([users[1]?.id]);
  expect(await ids({ filter: `userName eq "${users[0]?.userName}" and externalId eq "d"` })).toEqual([]);
  expect(await ids({ filter: "active eq false" })).toEqual([last.id]);
  const page = await list({ startIndex: "3", count: "2" });
  expect([page.totalResults, page.startIndex, page.itemsPerPage, page.Resources.map(({ id }) => id)]).toEqual([4, 3, 2, [users[2]?.id, last.id]]);
  expect(await ids({ startIndex: "4", count: "1" })).toEqual([last.id]);
  expect(await list({ count: "0" })).toMatchObject({ totalResults: 4, Resources: [] });
  for (const filter of ["userName co \"a\"", "title eq \"a\"", "userName eq \"a\" or externalId eq \"b\""]) {
    const { status, body } = await scim.call("GET", `/Users?${new URLSearchParams({ filter })}`);
    expect([status, body.scimType]).toEqual([400, "invalidFilter"]);
  }
});

test("deactivating ends everything in the organization at once, in every dialect, and activating brings the member back", async ({ stack, owner }) => {
  const { domain } = await connectSso(stack, owner, oidc);
  const scim = await ScimClient.of(stack, owner);
  const person = newSsoPerson(domain);
  const { id, userName } = await scim.create(person.email ?? "");
  const ways: [string, () => Promise<Answer>][] = [
    ["Entra", () => scim.patch(id, { op: "Replace", path: "active", value: "False" })],
    ["Okta", () => scim.patch(id, { op: "replace", value: { active: false } })],
    ["PUT", () => scim.call("PUT", `/Users/${id}`, { schemas: [USER], userName, active: false })],
  ];
  for (const [name, deactivate] of ways) {
    const { client, page } = await signInBySso(stack, oidc, person);
    expect([name, page]).toEqual([name, "/"]);
    await stack.db.prepare("UPDATE organization_user_membership SET role = 'admin' WHERE user_id = ?1").bind(id).run();
    const { secret } = await client.ok<{ secret: string }>("POST", `${organization(owner)}/keys`, { name: "Demo", scopes: ["estate.view"] }, 201);
    const program = new Program(stack.url, secret);
    await program.ok("GET", `/api/estates/${owner.estateId}`);
    await client.ok("POST", `${organization(owner)}/invitations`, { role: "viewer", email: newEmail() }, 201);
    const socket = await Socket.open({ ...owner, client });

    const { status, body } = await deactivate();
    await socket.closing();
    expect([name, status, body.active]).toEqual([name, 200, false]);
    expect((await roles(stack, owner.organizationId))[id]).toBeUndefined();
    expect(await client.refused("GET", organization(owner))).toEqual({ status: 401, code: "UNAUTHENTICATED" });
    expect((await program.call("GET", `/api/estates/${owner.estateId}`)).status).toBe(401);
    const open = await stack.db.prepare("SELECT count(*) AS count FROM invitation WHERE invited_by = ?1 AND status = 'pending'").bind(id).first("count");
    expect(open).toBe(0);
    expect((await signInBySso(stack, oidc, person)).page).toBe("/sso?problem=sso_removed");
    expect((await scim.call("GET", `/Users/${id}`)).body).toMatchObject({ id, active: false });
    // twice has the effect of once
    expect((await deactivate()).body.active).toBe(false);
    expect((await scim.patch(id, { op: "replace", path: "active", value: true })).body.active).toBe(true);
  }
  expect(await audited(stack, owner.organizationId, "scim.update")).toHaveLength(5);
});

test("a deleted user is gone, keeps the account, and can be created again", async ({ stack, owner }) => {
  const domain = await verifyDomain(stack, owner);
  const scim = await ScimClient.of(stack, owner);
  const { id, userName } = await scim.create(newEmail(domain));
  expect(await scim.call("DELETE", `/Users/${id}`)).toMatchObject({ status: 204, body: {} });
  for (const method of ["GET", "DELETE"]) expect((await scim.call(method, `/Users/${id}`)).status).toBe(404);
  expect((await roles(stack, owner.organizationId))[id]).toBeUndefined();
  expect((await scim.create(userName)).id).toBe(id);
});

test("the last owner is kept, and the address is not changed", async ({ stack, owner }) => {
  const domain = await verifyDomain(stack, owner);
  const scim = await ScimClient.of(stack, owner);
  await stack.db.prepare("UPDATE user SET email = ?2 WHERE id = ?1").bind(owner.userId, newEmail(domain)).run();
  expect((await scim.patch(owner.userId, { op: "replace", path: "active", value: false })).status).toBe(409);
  expect((await scim.call("DELETE", `/Users/${owner.userId}`)).status).toBe(409);
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner" });
  const { id } = await scim.create(newEmail(domain));
  const refused = await scim.patch(id, { op: "replace", path: "userName", value: newEmail(domain) });
  expect([refused.status, refused.body.scimType]).toEqual([400, "mutability"]);
  for (const operation of [{ op: "replace", path: "active", value: "perhaps" }, { op: "move", path: "active" }, { op: "remove" }]) expect((await scim.patch(id, operation)).status).toBe(400);
  expect((await scim.patch(id, { op: "add", path: "title", value: "Chief" }, { op: "replace", path: "externalId", value: "7" })).body.externalId).toBe("7");
});

test("a token is shown once, stored as a hash, replaced and revoked, and serves its organization alone", async ({ stack, owner }) => {
  const domain = await verifyDomain(stack, owner);
  const first = await ScimClient.of(stack, owner);
  const { id } = await first.create(newEmail(domain));
  expect(await stack.db.prepare("SELECT token_hash FROM scim_token WHERE organization_id = ?1").bind(owner.organizationId).first("token_hash")).toBe(hashOf(first.token));
  const shown = await owner.client.ok<{ baseUrl: string; token: { start: string; lastUsedAt: string | null } }>("GET", `${organization(owner)}/scim`);
  expect(shown).toMatchObject({ baseUrl: `${stack.url}/scim/v2`, token: { start: first.token.slice(0, 19), lastUsedAt: expect.any(String) } });
  const events = await audited(stack, owner.organizationId, "organization.createScimToken");
  expect(JSON.stringify([shown, events])).not.toContain(first.token);

  const neighbour = await signUp(stack);
  await verifyDomain(stack, neighbour);
  const theirs = await ScimClient.of(stack, neighbour);
  expect((await theirs.call("GET", `/Users/${id}`)).status).toBe(404);
  const second = await ScimClient.of(stack, owner);
  for (const client of [first, new ScimClient(stack, ""), new ScimClient(stack, "steward_scim_x")]) {
    for (const path of ["/Users", "/ServiceProviderConfig"]) {
      const { status, type, body } = await client.call("GET", path);
      expect([status, type, body.status]).toEqual([401, "application/scim+json", "401"]);
    }
  }
  expect((await second.call("GET", `/Users/${id}`)).status).toBe(200);
  // the token is none of the API
  expect((await new Program(stack.url, second.token).call("GET", organization(owner))).status).toBe(401);
  await owner.client.ok("DELETE", `${organization(owner)}/scim/token`, undefined, 204);
  await owner.client.ok("DELETE", `${organization(owner)}/scim/token`, undefined, 204);
  expect((await second.call("GET", `/Users/${id}`)).status).toBe(401);
});

test("the service describes itself", async ({ stack, owner }) => {
  const scim = await ScimClient.of(stack, owner);
  expect((await scim.call("GET", "/ServiceProviderConfig")).body).toMatchObject({ patch: { supported: true }, bulk: { supported: false } });
  expect((await scim.call("GET", "/ResourceTypes/User")).body).toMatchObject({ endpoint: "/Users", schema: USER });
  expect((await scim.call("GET", "/ResourceTypes/Group")).body).toMatchObject({ endpoint: "/Groups", schema: GROUP });
  expect((await scim.call("GET", "/Schemas")).body).toMatchObject({ totalResults: 2, Resources: [{ id: USER }, { id: GROUP }] });
  expect((await scim.call("GET", `/Schemas/${USER}`)).body.id).toBe(USER);
  for (const path of ["/Nothing", "/Schemas/other"]) expect((await scim.call("GET", path)).status).toBe(404);
});
