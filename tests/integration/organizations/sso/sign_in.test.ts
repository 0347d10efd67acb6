// Proves single sign-on with two independent identity providers: accounts and memberships at the first sign-in, roles by groups, and
// that every wrong answer of a provider, wrong address and wrong browser is refused.
import { randomBytes } from "node:crypto";
import { afterAll, expect } from "vitest";
import { startMockSsoProvider, startOidcProvider } from "../../../providers/sso/index.ts";
import { audited, roles } from "../../support/audit.ts";
import { Client } from "../../support/client.ts";
import { newEmail, signUp, type Me } from "../../support/people.ts";
import { enterCode, setUpTotp, totpCode } from "../../support/second_factor.ts";
import { beginSso, connectSso, followSsoCallback, newDomain, newSsoPerson, signInBySso, ssoPath, verifyDomain } from "../../support/sso.ts";
import { integration } from "../../support/test.ts";

const [mock, other, oidc] = await Promise.all([startMockSsoProvider(), startMockSsoProvider(), startOidcProvider()]);
const providers = { "oauth2-mock-server": mock, "oidc-provider": oidc };
const test = integration({ withoutRunner: true, bindings: { PRIVATE_HOSTS: [mock, other, oidc].map(({ host }) => host).join(",") } });
afterAll(() => Promise.all([mock, other, oidc].map((provider) => provider.close())));

const MAPPINGS = [
  { group: "Engineering", role: "member" },
  { group: "Platform", role: "admin" },
];
const problem = (code: string) => `/sso?problem=${code}`;
const me = (client: Client) => client.ok<Me>("GET", "/api/auth/me");

for (const [name, provider] of Object.entries(providers)) {
  test(`${name}: the first sign-in makes an account and a membership, and roles follow the groups`, async ({ stack, owner }) => {
    const { domain } = await connectSso(stack, owner, provider, { roleMappings: MAPPINGS, defaultRole: "viewer" });
    const person = newSsoPerson(domain, { groups: ["Engineering", "Everyone"] });
    const { client, page } = await signInBySso(stack, provider, person);
    expect(page).toBe("/");
    const { user, organizations } = await me(client);
    expect([user.email, user.name, user.emailVerified, user.hasPassword]).toEqual([person.email, "Demo Person", true, false]);
    expect(organizations.map(({ id, role }) => [id, role])).toEqual([[owner.organizationId, "member"]]);
    expect(await audited(stack, owner.organizationId, "auth.finishSso")).toEqual([{ actorId: user.id, detail: { after: { role: "member", estateIds: [] } } }]);

    // a custom role stays while the groups give its base role
    const organization = `/api/organizations/${owner.organizationId}`;
    const { id } = await owner.client.ok<{ id: string }>("POST", `${organization}/custom-roles`, { name: "Builder", baseRole: "member", permissions: ["build.manage"] }, 201);
    const customRole = { id, name: "Builder" };
    await owner.client.ok("PATCH", `${organization}/members/${user.id}`, { customRoleId: id });
    await signInBySso(stack, provider, person);
    expect(await owner.client.ok("GET", `${organization}/members/${user.id}`)).toMatchObject({ role: "member", customRole });

    const again = await signInBySso(stack, provider, { ...person, groups: ["Engineering", "Platform"], email: `renamed-${person.email}` }, new Client(stack.url), person.email);
    expect((await me(again.client)).user).toMatchObject({ id: user.id, email: person.email });
    expect(await owner.client.ok("GET", `${organization}/members/${user.id}`)).toMatchObject({ role: "admin", customRole: null });
    await signInBySso(stack, provider, { ...person, groups: ["Everyone"] });
    expect((await roles(stack, owner.organizationId))[user.id]).toBe("viewer");
    expect(await client.refused("GET", ssoPath(owner))).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  });
}

test("an account with the address is linked and keeps its other organizations; the link is by subject", async ({ stack, owner }) => {
  const { domain } = await connectSso(stack, owner, oidc);
  const existing = await signUp(stack, newEmail(domain));
  const person = newSsoPerson(domain, { email: existing.email });
  const { client, page } = await signInBySso(stack, oidc, person, new Client(stack.url));
  expect(page).toBe("/");
  const { user, organizations } = await me(client);
  expect(user.id).toBe(existing.userId);
  expect(organizations.map(({ id }) => id).sort()).toEqual([existing.organizationId, owner.organizationId].sort());
  // the address passes to somebody else at the provider
  const successor = newSsoPerson(domain, { email: existing.email });
  expect((await signInBySso(stack, oidc, successor)).page).toBe(problem("sso_linked_elsewhere"));
  // the user takes another address, which the provider knows nothing about
  await stack.db.prepare("UPDATE user SET email = ?2 WHERE id = ?1").bind(existing.userId, newEmail()).run();
  expect((await signInBySso(stack, oidc, person)).page).toBe(problem("sso_linked_elsewhere"));
});

test("owners stay owners, and a removed or banned user stays out", async ({ stack, owner }) => {
  const { domain } = await connectSso(stack, owner, mock, { roleMappings: MAPPINGS, defaultRole: "viewer" });
  await stack.db.prepare("UPDATE user SET email = ?2 WHERE id = ?1").bind(owner.userId, `boss@${domain}`).run();
  await signInBySso(stack, mock, newSsoPerson(domain, { email: `boss@${domain}`, groups: ["Engineering"] }));
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner" });

  const person = newSsoPerson(domain);
  const { client } = await signInBySso(stack, mock, person);
  const { user } = await me(client);
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${user.id}`, undefined, 204);
  expect((await signInBySso(stack, mock, person)).page).toBe(problem("sso_removed"));
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner" });

  const banned = newSsoPerson(domain);
  await signInBySso(stack, mock, banned);
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE email = ?1").bind(banned.email).run();
  const refused = await signInBySso(stack, mock, banned);
  expect(refused.page).toBe(problem("banned"));
  expect((await refused.client.call("GET", "/api/auth/me")).status).toBe(401);
});

test("a user's own second factor is asked for", async ({ stack, owner }) => {
  const { domain, sso } = await connectSso(stack, owner, oidc);
  const person = newSsoPerson(domain);
  const { client } = await signInBySso(stack, oidc, person);
  const { user } = await me(client);
  const { secret } = await setUpTotp(stack, { client, userId: user.id });
  const second = new Client(stack.url);
  const callbackUrl = await oidc.authorize(await beginSso(second, person.email ?? "", "/acme"), person);
  expect(await followSsoCallback(second, callbackUrl)).toBe("/second-factor?returnUrl=%2Facme");
  expect((await second.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await enterCode(second, await totpCode(secret))).status).toBe(200);
  const { session } = await me(second);
  const row = await stack.db.prepare("SELECT sso_connection_id FROM session WHERE id = ?1").bind(session.id).first("sso_connection_id");
  expect(row).toBe(sso.connection?.id);
});

test("an address without single sign-on is refused, whether or not it has an account", async ({ stack, owner }) => {
  const { domain } = await connectSso(stack, owner, mock);
  const client = new Client(stack.url);
  const refused = { status: 409, code: "SSO_NOT_AVAILABLE", field: "email" };
  for (const email of [owner.email, newEmail(newDomain()), newEmail(`sub.${domain}`)]) {
    expect(await client.refused("POST", "/api/auth/sso", { body: { email } })).toEqual(refused);
  }
  // nor does a domain count that is not verified, or no longer there
  await stack.db.prepare("UPDATE organization_domain SET verified_at = NULL WHERE domain = ?1").bind(domain).run();
  expect(await client.refused("POST", "/api/auth/sso", { body: { email: newEmail(domain) } })).toEqual(refused);
});

test("the provider is believed only for the verified domains of its organization", async ({ stack, owner }) => {
  const { domain } = await connectSso(stack, owner, mock);
  const neighbour = await signUp(stack);
  const theirs = await verifyDomain(stack, neighbour);
  const victim = await signUp(stack, newEmail(theirs));
  for (const email of [victim.email, owner.email, newEmail(newDomain()), `a@${domain}.${theirs}`]) {
    const { client, page } = await signInBySso(stack, mock, newSsoPerson(domain, { email }), new Client(stack.url), newEmail(domain));
    expect([email, page]).toEqual([email, problem("sso_domain")]);
    expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
  }
  for (const details of [{ emailVerified: false }, { email: "" }]) {
    const { page } = await signInBySso(stack, mock, newSsoPerson(domain, details), new Client(stack.url), newEmail(domain));
    expect(page).toBe(problem("sso_email_missing"));
  }
  expect(Object.keys(await roles(stack, owner.organizationId))).toEqual([owner.userId]);
});

test("a forged, foreign or expired id_token is refused", async ({ stack, owner }) => {
  const { domain, sso } = await connectSso(stack, owner, mock);
  const neighbour = await signUp(stack);
  await connectSso(stack, neighbour, mock);
  const tamperings: [string, Parameters<typeof mock.authorizeWrongly>[2]][] = [
    ["nonce", (claims) => (claims["nonce"] = randomBytes(32).toString("base64url"))],
    ["no nonce", (claims) => delete claims["nonce"]],
    ["audience", (claims) => (claims["aud"] = "another client")],
    ["audiences", (claims) => (claims["aud"] = [sso.connection?.clientId, "another client"])],
    ["authorized party", (claims) => (claims["azp"] = "another client")],
    ["issuer", (claims) => (claims["iss"] = other.issuer)],
    ["expired", (claims) => (claims["exp"] = Math.floor(Date.now() / 1000) - 120)],
    ["future", (claims) => (claims["iat"] = Math.floor(Date.now() / 1000) + 600)],
    ["no subject", (claims) => delete claims["sub"]],
    ["key", (_claims, header) => (header["kid"] = "another key")],
  ];
  for (const [name, tampering] of tamperings) {
    const client = new Client(stack.url);
    const person = newSsoPerson(domain);
    const callbackUrl = await mock.authorizeWrongly(await beginSso(client, person.email ?? ""), person, tampering);
    expect([name, await followSsoCallback(client, callbackUrl)]).toEqual([name, problem("sso_provider")]);
    expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
  }
  // all claims are right, but another provider has signed them
  const client = new Client(stack.url);
  const person = newSsoPerson(domain);
  const url = await beginSso(client, person.email ?? "");
  const nonce = new URL(url).searchParams.get("nonce");
  const forged = await other.sign({ iss: mock.issuer, aud: sso.connection?.clientId, sub: person.sub, nonce, email: person.email });
  const callbackUrl = await mock.authorize(url, person);
  mock.answerWith(forged);
  expect(await followSsoCallback(client, callbackUrl)).toBe(problem("sso_provider"));
  expect(Object.keys(await roles(stack, owner.organizationId))).toEqual([owner.userId]);
});

test("a state works once, in its browser, and at the callback of its organization", async ({ stack, owner }) => {
  const { domain } = await connectSso(stack, owner, mock);
  const neighbour = await signUp(stack);
  await connectSso(stack, neighbour, other);
  const person = newSsoPerson(domain);
  const client = new Client(stack.url);
  const callbackUrl = await mock.authorize(await beginSso(client, person.email ?? ""), person);
  expect(await followSsoCallback(new Client(stack.url), callbackUrl)).toBe(problem("oauth_state"));
  // a mix-up: the neighbour's provider gets the code of another one
  const mixedUp = callbackUrl.replace(owner.organizationId, neighbour.organizationId);
  expect(await followSsoCallback(client, mixedUp)).toBe(problem("oauth_state"));
  expect(await followSsoCallback(client, `${callbackUrl}&iss=${encodeURIComponent(other.issuer)}`)).toBe(problem("sso_provider"));

  const again = await mock.authorize(await beginSso(client, person.email ?? ""), person);
  expect(await followSsoCallback(client, again)).toBe("/");
  expect(await followSsoCallback(client, again)).toBe(problem("oauth_state"));
  // a sign-in that the provider starts
  expect(await followSsoCallback(client, `${stack.url}/api/auth/sso/${owner.organizationId}/callback?code=x`)).toBe(problem("sso_unrequested"));
});

test("the provider's errors are passed on as codes, and a changed connection ends what was started", async ({ stack, owner }) => {
  const { domain, sso } = await connectSso(stack, owner, mock);
  const person = newSsoPerson(domain);
  const client = new Client(stack.url);
  const callback = async (parameters: Record<string, string>) => {
    const state = new URL(await beginSso(client, person.email ?? "")).searchParams.get("state") ?? "";
    return followSsoCallback(client, `${sso.callbackUrl}?${new URLSearchParams({ state, ...parameters })}`);
  };
  expect(await callback({ error: "access_denied", error_description: "<b>" })).toBe(problem("oauth_denied"));
  expect(await callback({ error: "login_required&x=<b>" })).toBe(`${problem("sso_refused")}&reason=login_requiredxb`);

  const started = await mock.authorize(await beginSso(client, person.email ?? ""), person);
  const { clientId } = sso.connection ?? { clientId: "" };
  await owner.client.ok("PUT", ssoPath(owner), { issuer: mock.issuer, clientId, clientSecret: "wrong", roleMappings: [], defaultRole: "member" });
  expect(await followSsoCallback(client, started)).toBe(problem("sso_client"));
  const before = await mock.authorize(await beginSso(client, person.email ?? ""), person);
  await owner.client.ok("DELETE", ssoPath(owner), undefined, 204);
  expect(await followSsoCallback(client, before)).toBe(problem("sso_changed"));
  expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
});

test("new keys of the provider are found", async ({ stack, owner }) => {
  const { domain } = await connectSso(stack, owner, other);
  const person = newSsoPerson(domain);
  expect((await signInBySso(stack, other, person)).page).toBe("/");
  await other.rotateKeys();
  expect((await signInBySso(stack, other, person)).page).toBe("/");
});
