// Proves that an app signs a member in with an unchanged OpenID Connect library, acts for them within its scopes, and no longer.
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as client from "openid-client";
import { expect } from "vitest";
import { approve, discover, exchange, open, promptOf, registerApp, signInTo, start } from "../../support/app.ts";
import { grantAdmin, join, signInAgain, signUp, type Person } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { test } from "../../support/test.ts";
import type { Stack } from "../../../stack/index.ts";

test("discovery, authorization, tokens, userinfo, refresh and revocation with openid-client", async ({ stack, owner }) => {
  const app = await registerApp(owner);
  const config = await discover(stack, app);
  const { started, tokens } = await signInTo(config, owner);
  expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 900, scope: "openid profile email offline_access estate.view" });
  const claims = tokens.claims();
  expect(claims).toMatchObject({ iss: stack.url, sub: owner.userId, aud: app.client.id, nonce: started.nonce, email: owner.email, email_verified: true, name: "Demo Owner" });
  expect(claims?.auth_time).toBeTypeOf("number");
  const { protectedHeader } = await jwtVerify(tokens.id_token ?? "", createRemoteJWKSet(new URL(`${stack.url}/oauth/jwks`)), { issuer: stack.url, audience: app.client.id, algorithms: ["ES256"] });
  expect(protectedHeader.alg).toBe("ES256");

  expect(await client.fetchUserInfo(config, tokens.access_token, owner.userId)).toEqual({ sub: owner.userId, email: owner.email, email_verified: true, name: "Demo Owner" });
  const api = new Program(stack.url, tokens.access_token);
  expect(await api.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ id: owner.estateId });
  expect(await api.refused("POST", `/api/estates/${owner.estateId}/builds`)).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
  expect(await api.refused("GET", "/api/auth/me")).toMatchObject({ status: 403, code: "PROGRAM_REFUSED" });
  expect(await api.refused("GET", "/api/user/sessions")).toMatchObject({ status: 403, code: "PROGRAM_REFUSED" });
  expect(await api.refused("GET", `/api/organizations/${owner.organizationId}/oauth-clients`)).toMatchObject({ status: 403, code: "PROGRAM_REFUSED" });

  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? "");
  expect(refreshed.claims()).toMatchObject({ sub: owner.userId, auth_time: claims?.auth_time });
  expect(await client.tokenIntrospection(config, refreshed.access_token)).toMatchObject({ active: true, client_id: app.client.id, sub: owner.userId, iss: stack.url });
  await client.tokenRevocation(config, refreshed.refresh_token ?? "");
  expect(await client.tokenIntrospection(config, refreshed.access_token)).toEqual({ active: false });
  expect(await new Program(stack.url, refreshed.access_token).refused("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ status: 401 });
  await expect(client.refreshTokenGrant(config, refreshed.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
});

test("what a member has allowed is remembered, and asked again where the app or the kind of app demands it", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  const silent = await start(config, { prompt: "none" });
  expect((await open(owner.client, silent.url)).location.searchParams.get("error")).toBe("consent_required");
  await signInTo(config, owner);
  const again = await start(config, { prompt: "none" });
  const { location, status } = await open(owner.client, again.url);
  expect(status).toBe(303);
  expect((await exchange(config, location, again)).claims()).toMatchObject({ sub: owner.userId });
  expect((await open(owner.client, (await start(config, { prompt: "consent" })).url)).location.pathname).toBe("/authorize");
  // nobody else's browser
  const stranger = new Program(stack.url);
  expect((await open(stranger, silent.url)).location.searchParams.get("error")).toBe("login_required");

  const native = await discover(stack, await registerApp(owner, { confidential: false, redirectUris: ["http://127.0.0.1/callback"] }));
  const redirect = { redirect_uri: "http://127.0.0.1:51004/callback" };
  await signInTo(native, owner, redirect);
  expect((await open(owner.client, (await start(native, redirect)).url)).location.pathname).toBe("/authorize");
});

test("a new sign-in is demanded by prompt=login and max_age, and the token says when it was", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  await stack.db.prepare("UPDATE session SET confirmed_at = ?2 WHERE id = ?1").bind(owner.sessionId, Date.now() - 120_000).run();
  await signInTo(config, owner, { max_age: "600" });
  const old = await start(config, { max_age: "60", prompt: "none" });
  expect((await open(owner.client, old.url)).location.searchParams.get("error")).toBe("login_required");
  const started = await start(config, { prompt: "login" });
  const request = await promptOf(owner.client, started.url);
  expect(await owner.client.refused("POST", "/api/oauth/authorization", { body: { request } })).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
  // a request that the platform has not dated is never answered
  const undated = Buffer.from(started.url.search.slice(1)).toString("base64url");
  await stack.db.prepare("UPDATE session SET confirmed_at = ?2 WHERE id = ?1").bind(owner.sessionId, Date.now() + 1000).run();
  expect(await owner.client.refused("POST", "/api/oauth/authorization", { body: { request: undated } })).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
  expect(await owner.client.ok("POST", "/api/oauth/authorization", { request }, 200)).toHaveProperty("redirectUrl");
});

test("an app that reaches the API needs a recent confirmation, one that only signs in does not", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  await stack.db.prepare("UPDATE session SET confirmed_at = 1 WHERE id = ?1").bind(owner.sessionId).run();
  const request = await promptOf(owner.client, (await start(config)).url);
  expect(await owner.client.refused("POST", "/api/oauth/authorization", { body: { request } })).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
  const { tokens } = await signInTo(config, owner, { scope: "openid email" });
  expect(tokens.refresh_token).toBeUndefined();
  expect(await new Program(stack.url, tokens.access_token).refused("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ status: 403 });
});

test("a member uses an app with their own rights, and only in its organization", async ({ stack, owner }) => {
  const app = await registerApp(owner, { scopes: ["openid", "estate.view", "estate.create"] });
  const config = await discover(stack, app);
  const viewer = await signUp(stack);
  await join(stack, viewer, owner.organizationId, "viewer");
  const { tokens } = await signInTo(config, viewer, { scope: "openid estate.view estate.create" });
  const api = new Program(stack.url, tokens.access_token);
  expect(await api.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ id: owner.estateId });
  expect(await api.refused("POST", `/api/organizations/${owner.organizationId}/estates`, { body: { name: "Shop" } })).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
  // the viewer owns another organization
  expect(await api.refused("GET", `/api/estates/${viewer.estateId}`)).toMatchObject({ status: 404 });

  // narrowing the app narrows tokens that are out already
  await owner.client.ok("PATCH", `/api/organizations/${owner.organizationId}/oauth-clients/${app.client.id}`, { scopes: ["openid"] }, 200);
  expect(await api.refused("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ status: 403 });
});

const ENDS: [string, (stack: Stack, owner: Person, user: Person, clientId: string) => Promise<unknown>][] = [
  ["the user revokes the app", async (_stack, _owner, { client: browser }) => {
    const { items } = await browser.ok<{ items: { id: string; clientName: string }[] }>("GET", "/api/user/authorized-apps");
    expect(items).toMatchObject([{ clientName: "Reports" }]);
    await browser.ok("DELETE", `/api/user/authorized-apps/${items[0]?.id}`, undefined, 204);
  }],
  ["the app is disabled", async (_stack, owner, _user, id) => owner.client.ok("PATCH", `/api/organizations/${owner.organizationId}/oauth-clients/${id}`, { disabled: true }, 200)],
  ["the app is deleted", async (_stack, owner, _user, id) => owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/oauth-clients/${id}`, undefined, 204)],
  ["the user is removed from the organization", async (_stack, owner, user) => owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${user.userId}`)],
  ["the user signs out everywhere", async (stack, _owner, user) => (await signInAgain(stack, user)).client.ok("DELETE", "/api/user/sessions", undefined, 204)],
  ["the user is banned", async (stack, _owner, user) => {
    const administrator = await signUp(stack);
    await grantAdmin(stack, administrator);
    await administrator.client.ok("POST", `/api/admin/users/${user.userId}/ban`, { reason: "Spam" });
  }],
  ["the organization requires a second factor that the user lacks", async ({ db }, owner) => db.prepare("UPDATE organization SET second_factor_required_from = 1 WHERE id = ?1").bind(owner.organizationId).run()],
];

/** The code of an OAuth error, or the status of one with a challenge. */
const refusalOf = (work: Promise<unknown>) => work.then(() => "none", ({ error, status }: { error?: string; status?: number }) => error ?? String(status));

for (const [end, happen] of ENDS) {
  const refusal = end.startsWith("the app") ? "401" : "invalid_grant";
  test(`tokens and codes end when ${end}`, async ({ stack, owner }) => {
    const app = await registerApp(owner);
    const config = await discover(stack, app);
    const user = await signUp(stack);
    await join(stack, user, owner.organizationId, "member");
    const { tokens } = await signInTo(config, user);
    const pending = await start(config);
    const answer = await approve(user.client, pending.url);
    await happen(stack, owner, user, app.client.id);
    expect(["401", "403"]).toContain(String((await new Program(stack.url, tokens.access_token).refused("GET", `/api/estates/${owner.estateId}`)).status));
    expect((await fetch(`${stack.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status).toBe(401);
    expect(await refusalOf(client.refreshTokenGrant(config, tokens.refresh_token ?? ""))).toBe(refusal);
    expect(await refusalOf(exchange(config, answer, pending))).toBe(refusal);
  });
}

test("keys are published before they sign and after, and sign one after the other", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  const { tokens } = await signInTo(config, owner);
  const keys = async () => ((await (await fetch(`${stack.url}/oauth/jwks`)).json()) as { keys: { kid: string; d?: string }[] }).keys;
  const all = await keys();
  expect(all.length).toBeGreaterThan(0);
  expect(all.filter(({ d }) => d !== undefined)).toEqual([]);
  const kid = JSON.parse(Buffer.from((tokens.id_token ?? "").split(".")[0] ?? "", "base64url").toString()).kid as string;
  expect(all.map((key) => key.kid)).toContain(kid);
  const sealed = await stack.db.prepare("SELECT private_key_sealed FROM signing_key WHERE id = ?1").bind(kid).first<string>("private_key_sealed");
  expect(sealed).not.toContain('"d"');
});

test("the previous secret of an app works for a day after a rotation", async ({ stack, owner }) => {
  const app = await registerApp(owner);
  const path = `/api/organizations/${owner.organizationId}/oauth-clients/${app.client.id}`;
  const rotated = await owner.client.ok<typeof app>("POST", `${path}/rotate-secret`, undefined, 200);
  expect(rotated.client.previousSecretExpiresAt).not.toBeNull();
  for (const secret of [app.secret, rotated.secret]) await signInTo(await discover(stack, { ...app, secret }), owner);
  await stack.db.prepare("UPDATE oauth_client SET previous_secret_expires_at = 1 WHERE id = ?1").bind(app.client.id).run();
  expect(await refusalOf(signInTo(await discover(stack, app), owner))).toBe("401");
  const stored = JSON.stringify(await stack.db.prepare("SELECT * FROM oauth_client WHERE id = ?1").bind(app.client.id).first());
  for (const secret of [app.secret, rotated.secret]) expect(stored).not.toContain(secret);
});

test("another browser session of the user has its own requests", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  const again = await signInAgain(stack, owner);
  const started = await start(config);
  const answer = await approve(again.client, started.url);
  await again.client.ok("POST", "/api/auth/signout", undefined, 204);
  await expect(exchange(config, answer, started)).rejects.toMatchObject({ error: "invalid_grant" });
});
