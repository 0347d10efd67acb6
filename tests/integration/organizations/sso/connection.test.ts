// Proves how an organization connects to its identity provider and requires single sign-on: whose configuration is accepted, that the
// secret stays secret, what the test finds, and who enters where it is required.
import { afterAll, expect } from "vitest";
import { startMockSsoProvider, startOidcProvider } from "../../../providers/sso/index.ts";
import { audited } from "../../support/audit.ts";
import { Client } from "../../support/client.ts";
import { join, newEmail, signInAgain, signUp, type Me, type Person } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { connectSso, newSsoPerson, signInBySso, ssoPath, type Sso } from "../../support/sso.ts";
import { integration } from "../../support/test.ts";

const [mock, oidc] = await Promise.all([startMockSsoProvider(), startOidcProvider()]);
const test = integration({ withoutRunner: true, bindings: { PRIVATE_HOSTS: [mock, oidc].map(({ host }) => host).join(",") } });
afterAll(() => Promise.all([mock, oidc].map((provider) => provider.close())));

const REQUIRED = { status: 403, code: "SSO_REQUIRED" };
const organization = ({ organizationId }: Pick<Person, "organizationId">) => `/api/organizations/${organizationId}`;

test("the secret is sealed, and neither returned nor audited", async ({ stack, owner }) => {
  const { sso } = await connectSso(stack, owner, mock, { clientSecret: "a-secret-of-this-test" });
  const row = await stack.db.prepare("SELECT * FROM sso_connection WHERE organization_id = ?1").bind(owner.organizationId).first();
  expect(row?.["client_secret_sealed"]).toMatch(/^k1\./);
  const everything = JSON.stringify([sso, row, await owner.client.ok("GET", ssoPath(owner)), await audited(stack, owner.organizationId, "organization.updateSso")]);
  expect(everything).not.toContain("a-secret-of-this-test");
  expect(sso).toMatchObject({ callbackUrl: `${stack.url}/api/auth/sso/${owner.organizationId}/callback`, owners: [{ userId: owner.userId, isBreakGlass: false }] });
  // without a secret, the stored one stays; a further issuer makes another connection
  const body = { issuer: `${mock.issuer}/`, clientId: "x", roleMappings: [{ group: "a", role: "admin" }], defaultRole: "viewer" };
  const updated = await owner.client.ok<Sso>("PUT", ssoPath(owner), body, 200);
  expect(updated.connection).toMatchObject({ id: sso.connection?.id, issuer: mock.issuer, clientId: "x" });
  expect(await owner.client.refused("PUT", ssoPath(owner), { body: { ...body, issuer: oidc.issuer } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "clientSecret" });
  const moved = await owner.client.ok<Sso>("PUT", ssoPath(owner), { ...body, issuer: oidc.issuer, clientSecret: "y" }, 200);
  expect(moved.connection?.id).not.toBe(sso.connection?.id);
  const [, , last] = await audited(stack, owner.organizationId, "organization.updateSso");
  expect(last?.detail).toMatchObject({ before: { issuer: mock.issuer, clientId: "x" }, after: { issuer: oidc.issuer, clientSecretChanged: true } });
});

test("wrong issuers and mappings are refused by field", async ({ stack, owner }) => {
  const body = { issuer: mock.issuer, clientId: "x", clientSecret: "y", roleMappings: [], defaultRole: "member" };
  const tries: [object, string][] = [
    [{ issuer: stack.url }, "issuer"],
    [{ issuer: "http://127.0.0.1:9" }, "issuer"],
    [{ issuer: "https://localhost" }, "issuer"],
    [{ issuer: "https://169.254.169.254/latest" }, "issuer"],
    [{ issuer: `${mock.issuer}/other` }, "issuer"],
    [{ issuer: `${mock.issuer}?x` }, "issuer"],
    [{ issuer: "nothing" }, "issuer"],
    [{ clientId: " " }, "clientId"],
    [{ groupsClaim: "" }, "groupsClaim"],
    [{ roleMappings: [{ group: "a", role: "owner" }] }, "roleMappings[0].role"],
    [{ roleMappings: [{ group: "a", role: "viewer" }, { group: "a", role: "admin" }] }, "roleMappings[1].group"],
    [{ defaultRole: "owner" }, "defaultRole"],
  ];
  for (const [changes, field] of tries) {
    expect(await owner.client.refused("PUT", ssoPath(owner), { body: { ...body, ...changes } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
  expect(await owner.client.ok("GET", ssoPath(owner))).toMatchObject({ connection: null });
  expect(await owner.client.refused("POST", `${ssoPath(owner)}/test`)).toEqual({ status: 409, code: "CONFLICT" });
});

test("the test of a connection finds a wrong secret", async ({ stack, owner }) => {
  const { sso } = await connectSso(stack, owner, oidc);
  const problems = async () => (await owner.client.ok<{ checks: { name: string; problem: string | null }[] }>("POST", `${ssoPath(owner)}/test`)).checks.map(({ name, problem }) => [name, problem === null]);
  expect(await problems()).toEqual([["discovery", true], ["keys", true], ["client", true]]);
  await owner.client.ok("PUT", ssoPath(owner), { issuer: oidc.issuer, clientId: sso.connection?.clientId, clientSecret: "wrong", roleMappings: [], defaultRole: "member" });
  expect(await problems()).toEqual([["discovery", true], ["keys", true], ["client", false]]);
});

test("where single sign-on is required, members at the domains enter only with it, except the named owner", async ({ stack, owner }) => {
  const { domain } = await connectSso(stack, owner, oidc);
  const enforcement = `${ssoPath(owner)}/enforcement`;
  const named = (enforced: boolean, ...breakGlassUserIds: string[]) => ({ body: { enforced, breakGlassUserIds } });
  expect(await owner.client.refused("PUT", enforcement, named(true))).toEqual({ status: 409, code: "NO_BREAK_GLASS_OWNER" });

  const member = await signUp(stack, newEmail(domain));
  const contractor = await signUp(stack);
  await join(stack, member, owner.organizationId, "member");
  await join(stack, contractor, owner.organizationId, "member");
  const second = await signUp(stack, newEmail(domain));
  await join(stack, second, owner.organizationId, "owner");
  await stack.db.prepare("UPDATE user SET email = ?2 WHERE id = ?1").bind(owner.userId, newEmail(domain)).run();
  expect(await owner.client.refused("PUT", enforcement, named(true, member.userId))).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "breakGlassUserIds" });
  const enforced = await owner.client.ok<Sso>("PUT", enforcement, { enforced: true, breakGlassUserIds: [owner.userId] }, 200);
  expect(enforced.connection?.enforcedAt).toEqual(expect.any(String));

  const estate = `/api/estates/${owner.estateId}`;
  for (const person of [member, second]) {
    for (const path of [organization(person), `/api/estates/${person.estateId}`]) await person.client.ok("GET", path);
    for (const path of [organization(owner), `${organization(owner)}/members`, estate, `${estate}/builds`]) expect(await person.client.refused("GET", path), path).toEqual(REQUIRED);
  }
  for (const person of [contractor, owner]) await person.client.ok("GET", organization(owner));
  // a session of another organization's single sign-on does not count
  const neighbour = await signUp(stack);
  await connectSso(stack, neighbour, oidc);
  const elsewhere = await stack.db.prepare("SELECT id FROM sso_connection WHERE organization_id = ?1").bind(neighbour.organizationId).first<string>("id");
  await stack.db.prepare("UPDATE session SET sso_connection_id = ?2 WHERE id = ?1").bind(member.sessionId, elsewhere).run();
  expect(await member.client.refused("GET", organization(owner))).toEqual(REQUIRED);

  const { client } = await signInBySso(stack, oidc, newSsoPerson(domain, { email: member.email }));
  await client.ok("GET", organization(owner));
  await client.ok("GET", `/api/estates/${member.estateId}`);
  // a password still signs in, but not to this organization
  const again = await signInAgain(stack, member);
  expect(await again.client.refused("GET", organization(owner))).toEqual(REQUIRED);

  await owner.client.ok("PUT", enforcement, { enforced: false, breakGlassUserIds: [] });
  await again.client.ok("GET", organization(owner));
});

test("a device has the single sign-on of the session that approved it", async ({ stack, owner }) => {
  const { domain } = await connectSso(stack, owner, oidc);
  await owner.client.ok("PUT", `${ssoPath(owner)}/enforcement`, { enforced: true, breakGlassUserIds: [owner.userId] });
  const email = newEmail(domain);
  const bySso = (await signInBySso(stack, oidc, newSsoPerson(domain, { email }))).client;
  const { user } = await bySso.ok<Me>("GET", "/api/auth/me");
  // the same user without single sign-on: a session that was started by other means
  const without = new Client(stack.url);
  without.cookie = (await signInBySso(stack, oidc, newSsoPerson(domain, { email: newEmail(domain) }))).client.cookie;
  const { session } = await without.ok<Me>("GET", "/api/auth/me");
  await stack.db.prepare("UPDATE session SET user_id = ?2, sso_connection_id = NULL WHERE id = ?1").bind(session.id, user.id).run();
  const deviceOf = async (approver: Client) => {
    const form = async (path: string, fields: Record<string, string>) => (await fetch(stack.url + path, { method: "POST", body: new URLSearchParams(fields) })).json() as Promise<Record<string, string>>;
    const { device_code = "", user_code = "" } = await form("/api/auth/device/code", { client_id: "steward-cli" });
    await approver.ok("POST", `/api/auth/device/${user_code}/approve`);
    const { access_token = "" } = await form("/api/auth/device/token", { grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: "steward-cli", device_code });
    return new Program(stack.url, access_token);
  };
  await (await deviceOf(bySso)).ok("GET", organization(owner));
  expect(await (await deviceOf(without)).refused("GET", organization(owner))).toEqual(REQUIRED);
});

test("the last owner who enters without single sign-on can neither leave nor be demoted", async ({ stack, owner }) => {
  await connectSso(stack, owner, oidc);
  const second = await signUp(stack);
  await join(stack, second, owner.organizationId, "owner");
  await owner.client.ok("PUT", `${ssoPath(owner)}/enforcement`, { enforced: true, breakGlassUserIds: [owner.userId] });
  const refused = { status: 409, code: "NO_BREAK_GLASS_OWNER" };
  const member = `${organization(owner)}/members/${owner.userId}`;
  expect(await owner.client.refused("POST", `${organization(owner)}/leave`)).toEqual(refused);
  expect(await second.client.refused("DELETE", member)).toEqual(refused);
  expect(await second.client.refused("PATCH", member, { body: { role: "admin" } })).toEqual(refused);
  await owner.client.ok("PUT", `${ssoPath(owner)}/enforcement`, { enforced: true, breakGlassUserIds: [owner.userId, second.userId] });
  await second.client.ok("PATCH", member, { role: "admin" });
  // who is no owner any more is no longer named
  await second.client.ok("PATCH", member, { role: "owner" });
  expect(await second.client.ok<Sso>("GET", ssoPath(owner))).toMatchObject({ owners: expect.arrayContaining([expect.objectContaining({ userId: owner.userId, isBreakGlass: false })]) });
});
