// Proves that codes, redirects and tokens of apps cannot be taken over, mixed up, replayed or widened.
import { createHmac } from "node:crypto";
import * as client from "openid-client";
import { expect } from "vitest";
import { REDIRECT_URI, approve, discover, exchange, open, promptOf, registerApp, signInTo, start } from "../../support/app.ts";
import { grantAdmin, signUp } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { test } from "../../support/test.ts";

const post = (url: string, path: string, body: Record<string, string>, headers: Record<string, string> = {}) => fetch(`${url}${path}`, { method: "POST", body: new URLSearchParams(body), headers });
const errorOf = async (response: Response) => ({ status: response.status, error: ((await response.json()) as { error: string }).error });

const VARIANTS = [
  `${REDIRECT_URI}/`, `${REDIRECT_URI}?x=1`, `${REDIRECT_URI}/../evil`, `${REDIRECT_URI}/..%2fevil`, `${REDIRECT_URI}#fragment`, "https://app.example.com:8443/callback", "https://app.example.com:443/callback",
  "https://user@app.example.com/callback", "https://app.example.com@evil.example/callback", "https://app.example.com.evil.example/callback", "https://evilapp.example.com/callback", "https://APP.example.com/callback",
  "https://app.example.com/%63allback", "http://app.example.com/callback", "https://evil.example/callback", "//evil.example/callback", "javascript:alert(1)", "http://127.0.0.1:1234/callback", "",
];

test("nobody is redirected to what is not the app's redirect URI", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  for (const variant of VARIANTS) {
    const { url } = await start(config, { redirect_uri: variant, prompt: "none" });
    const { status, location } = await open(owner.client, url);
    expect([status, location.origin, location.pathname], variant).toEqual([303, stack.url, "/authorize"]);
    const request = location.searchParams.get("request") ?? "";
    expect(await owner.client.refused("POST", "/api/oauth/authorization", { body: { request } }), variant).toMatchObject({ status: 400, field: "redirect_uri" });
  }
  const { url } = await start(config);
  url.searchParams.append("redirect_uri", "https://evil.example/");
  expect((await open(owner.client, url)).location.pathname).toBe("/authorize");
  url.searchParams.set("client_id", "oac_01k9zqt3m8e7tbm3hz0c3x6w5r");
  expect((await open(owner.client, url)).location.pathname).toBe("/authorize");
});

const WRONG: [string, Record<string, string>, string][] = [
  ["no challenge", { code_challenge: "" }, "invalid_request"],
  ["a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
  ["no method, which means plain", { code_challenge_method: "" }, "invalid_request"],
  ["a short challenge", { code_challenge: "abc" }, "invalid_request"],
  ["the implicit flow", { response_type: "token" }, "unsupported_response_type"],
  ["the hybrid flow", { response_type: "code id_token" }, "unsupported_response_type"],
  ["a fragment", { response_mode: "fragment" }, "invalid_request"],
  ["a scope that the app does not have", { scope: "openid estate.delete" }, "invalid_scope"],
  ["a scope that no program has", { scope: "openid member.invite" }, "invalid_scope"],
  ["another resource", { resource: "https://api.example.com" }, "invalid_target"],
  ["a request object", { request: "eyJhbGciOiJub25lIn0.e30." }, "request_not_supported"],
  ["the address of a request object", { request_uri: "https://evil.example/" }, "request_uri_not_supported"],
  ["a contradictory prompt", { prompt: "none login" }, "invalid_request"],
];

test("wrong requests are answered to the app, with its state and our issuer", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  for (const [what, parameters, error] of WRONG) {
    const { url, state } = await start(config, parameters);
    for (const [name, value] of Object.entries(parameters)) if (value === "") url.searchParams.delete(name);
    const { location } = await open(owner.client, url);
    expect(location.href.startsWith(`${REDIRECT_URI}?`), what).toBe(true);
    expect(Object.fromEntries(location.searchParams), what).toMatchObject({ error, state, iss: stack.url });
  }
});

test("a code works once, for its app, redirect URI and verifier, and its second use ends what the first one made", async ({ stack, owner }) => {
  const app = await registerApp(owner);
  const other = await registerApp(owner);
  const config = await discover(stack, app);
  const started = await start(config);
  const code = (await approve(owner.client, started.url)).searchParams.get("code") ?? "";
  const right = { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI, code_verifier: started.verifier, client_id: app.client.id, client_secret: app.secret ?? "" };
  const token = async (over: Record<string, string>) => errorOf(await post(stack.url, "/oauth/token", { ...right, ...over }));
  expect(await token({ client_id: other.client.id, client_secret: other.secret ?? "" })).toEqual({ status: 400, error: "invalid_grant" });
  expect(await token({ client_secret: other.secret ?? "" })).toEqual({ status: 401, error: "invalid_client" });
  expect(await token({ client_secret: "" })).toEqual({ status: 401, error: "invalid_client" });
  expect(await token({ code_verifier: client.randomPKCECodeVerifier() })).toEqual({ status: 400, error: "invalid_grant" });
  expect(await token({ code_verifier: "short" })).toEqual({ status: 400, error: "invalid_grant" });
  expect(await token({ code_verifier: "" })).toEqual({ status: 400, error: "invalid_request" });
  expect(await token({ redirect_uri: "https://app.example.com/other" })).toEqual({ status: 400, error: "invalid_grant" });
  expect(await token({ redirect_uri: "" })).toEqual({ status: 400, error: "invalid_grant" });
  expect(await token({ grant_type: "password" })).toEqual({ status: 400, error: "unsupported_grant_type" });
  const both = await post(stack.url, "/oauth/token", right, { authorization: `Basic ${Buffer.from(`${app.client.id}:${app.secret}`).toString("base64")}` });
  expect(await errorOf(both)).toEqual({ status: 400, error: "invalid_request" });

  const issued = await post(stack.url, "/oauth/token", right);
  expect([issued.status, issued.headers.get("cache-control")]).toEqual([200, "no-store"]);
  const { access_token: access } = (await issued.json()) as { access_token: string };
  const program = new Program(stack.url, access);
  await program.ok("GET", `/api/estates/${owner.estateId}`);
  expect(await token({})).toEqual({ status: 400, error: "invalid_grant" });
  expect(await program.refused("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ status: 401 });
});

test("of concurrent exchanges none keeps its tokens, and an old code is expired", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  const [raced, late] = [await start(config), await start(config)];
  const answer = await approve(owner.client, raced.url);
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => exchange(config, answer, raced)));
  const won = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  expect(won.length).toBeLessThanOrEqual(1);
  for (const { access_token: access } of won) expect(await new Program(stack.url, access).refused("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ status: 401 });
  const expired = await approve(owner.client, late.url);
  await stack.db.prepare("UPDATE authorization_code SET expires_at = 1 WHERE used_at IS NULL").run();
  await expect(exchange(config, expired, late)).rejects.toMatchObject({ error: "invalid_grant" });
});

test("a refresh token is its app's own, gives no further scopes, and its reuse ends the session", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  const other = await discover(stack, await registerApp(owner));
  const { tokens } = await signInTo(config, owner, { scope: "openid offline_access estate.view" });
  const refresh = tokens.refresh_token ?? "";
  await expect(client.refreshTokenGrant(other, refresh)).rejects.toMatchObject({ error: "invalid_grant" });
  await expect(client.refreshTokenGrant(config, refresh, { scope: "openid email" })).rejects.toMatchObject({ error: "invalid_scope" });
  expect((await fetch(`${stack.url}/api/auth/refresh`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ refreshToken: refresh }) })).status).toBe(401);
  expect(await errorOf(await post(stack.url, "/api/auth/device/token", { grant_type: "refresh_token", refresh_token: refresh, client_id: "steward-cli" }))).toMatchObject({ error: "invalid_grant" });

  const narrowed = await client.refreshTokenGrant(config, refresh, { scope: "openid" });
  expect(narrowed.scope).toBe("openid");
  expect(await new Program(stack.url, narrowed.access_token).refused("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ status: 403 });
  await stack.db.prepare("UPDATE refresh_token SET used_at = used_at - 30000 WHERE used_at IS NOT NULL AND session_id IN (SELECT id FROM session WHERE user_id = ?1)").bind(owner.userId).run();
  await expect(client.refreshTokenGrant(config, refresh)).rejects.toMatchObject({ error: "invalid_grant" });
  await expect(client.refreshTokenGrant(config, narrowed.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
});

test("an impersonating administrator, a stranger and another tenant get nothing from an app", async ({ stack, owner }) => {
  const app = await registerApp(owner);
  const config = await discover(stack, app);
  await signInTo(config, owner);
  const administrator = await signUp(stack);
  await grantAdmin(stack, administrator);
  await administrator.client.ok("POST", `/api/admin/users/${owner.userId}/impersonate`, { reason: "Support" });
  expect((await open(administrator.client, (await start(config, { prompt: "none" })).url)).location.searchParams.get("error")).toBe("login_required");
  const request = await promptOf(administrator.client, (await start(config)).url);
  expect(await administrator.client.refused("POST", "/api/oauth/authorization", { body: { request } })).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });

  const stranger = await signUp(stack);
  expect((await open(stranger.client, (await start(config, { prompt: "none" })).url)).location.searchParams.get("error")).toBe("access_denied");
  expect(await stranger.client.refused("POST", "/api/oauth/authorization", { body: { request } })).toMatchObject({ status: 409 });
  const path = `/api/organizations/${stranger.organizationId}/oauth-clients/${app.client.id}`;
  expect(await stranger.client.refused("GET", path)).toMatchObject({ status: 404 });
  expect(await stranger.client.refused("DELETE", path)).toMatchObject({ status: 404 });
  const theirs = await discover(stack, await registerApp(stranger));
  const { tokens } = await signInTo(config, owner);
  expect(await client.tokenIntrospection(theirs, tokens.access_token)).toEqual({ active: false });
  await client.tokenRevocation(theirs, tokens.access_token);
  expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true });
});

test("a page of another origin approves nothing, and a public app introspects nothing", async ({ stack, owner }) => {
  const app = await registerApp(owner, { confidential: false });
  const config = await discover(stack, app);
  const request = await promptOf(owner.client, (await start(config)).url);
  expect(await owner.client.refused("POST", "/api/oauth/authorization", { body: { request }, headers: { origin: "https://evil.example" } })).toMatchObject({ status: 403, code: "ORIGIN_REFUSED" });
  const { tokens } = await signInTo(config, owner);
  expect(await errorOf(await post(stack.url, "/oauth/introspect", { token: tokens.access_token, client_id: app.client.id }))).toEqual({ status: 401, error: "invalid_client" });
  expect(await errorOf(await post(stack.url, "/oauth/token", { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "", client_id: app.client.id, client_secret: "guess" }))).toEqual({ status: 401, error: "invalid_client" });
});

test("no other token is an access token", async ({ stack, owner }) => {
  const config = await discover(stack, await registerApp(owner));
  const { tokens } = await signInTo(config, owner);
  const [header = "", payload = ""] = tokens.access_token.split(".");
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
  const { keys } = (await (await fetch(`${stack.url}/oauth/jwks`)).json()) as { keys: { kid: string }[] };
  const [key] = keys;
  const confused = `${encode({ alg: "HS256", kid: key?.kid })}.${payload}`;
  const forged = [
    `${encode({ alg: "none", kid })}.${payload}.`,
    `${confused}.${createHmac("sha256", JSON.stringify(key)).update(confused).digest("base64url")}`,
    tokens.id_token ?? "",
    tokens.refresh_token ?? "",
    `${header}.${encode({ ...JSON.parse(Buffer.from(payload, "base64url").toString()), scope: "estate.delete" })}.${tokens.access_token.split(".")[2]}`,
  ];
  for (const token of forged) {
    expect(await new Program(stack.url, token).refused("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ status: 401 });
    const info = await fetch(`${stack.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect([info.status, info.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
  }
});

test("every page may exchange a code, and none may read with the cookie", async ({ stack }) => {
  const origin = "https://spa.example";
  for (const path of ["/oauth/token", "/oauth/jwks", "/.well-known/openid-configuration"]) {
    const answer = await fetch(stack.url + path, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    expect([answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("access-control-allow-credentials")], path).toEqual([204, origin, null]);
  }
  expect((await fetch(`${stack.url}/oauth/authorize`, { method: "OPTIONS", headers: { origin, "access-control-request-method": "GET" } })).headers.get("access-control-allow-origin")).toBeNull();
});
