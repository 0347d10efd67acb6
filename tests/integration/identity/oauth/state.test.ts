// Proves that an OAuth callback is accepted once, within ten minutes, for the provider and the browser that began it, and that only
// hashes of the state are stored.
import { expect } from "vitest";
import { added } from "../../support/added.ts";
import { Client } from "../../support/client.ts";
import { hashOf } from "../../support/hash.ts";
import { fromSomewhere } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import { beginAuthorization, followCallback, authorize, createAccount, signInWith } from "../../support/oauth.ts";

const STATE = "/login?problem=oauth_state";
const parameter = (address: string, name: string) => new URL(address).searchParams.get(name) ?? "";

test("the authorization URL uses PKCE, and nothing readable is stored", async ({ stack }) => {
  const client = new Client(stack.url);
  const { headers, body } = await client.call("POST", "/api/auth/oauth/google", { body: { returnUrl: "/acme" } });
  const cookie = headers.getSetCookie();
  expect(cookie).toEqual([expect.stringMatching(/^steward_oauth=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/)]);
  const { url } = body as { url: string };
  const asked = Object.fromEntries(new URL(url).searchParams);
  expect(asked).toEqual({
    client_id: expect.any(String),
    redirect_uri: `${stack.url}/api/auth/oauth/google/callback`,
    response_type: "code",
    scope: "openid email profile",
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: "S256",
  });
  const row = await stack.db.prepare("SELECT *, expires_at - created_at AS life FROM verification WHERE identifier = ?1").bind(`oauth-state:google:${hashOf(asked["state"] ?? "")}`).first<Record<string, unknown>>();
  expect(row).toMatchObject({ life: 600_000, value: "{}", value_sealed: expect.stringMatching(/^k1\./), secret_hash: hashOf(`${/=([\w-]{43});/.exec(cookie[0] ?? "")?.[1]}:${asked["state"]}`), user_id: null });
  expect(JSON.stringify(row)).not.toContain(asked["state"]);
  expect(JSON.stringify(row)).not.toContain(asked["nonce"]);
});

test("a used, foreign, expired, invented or missing state is refused", async ({ stack }) => {
  const requests = added(stack.google.requests);
  const account = createAccount(stack, "google");
  const client = new Client(stack.url);
  const callbackUrl = async () => authorize(stack, "google", await beginAuthorization(client, "google"), account);

  const used = await callbackUrl();
  expect(await followCallback(client, used)).toBe("/");
  expect(await followCallback(client, used)).toBe(STATE);

  const fresh = new Client(stack.url);
  const other = new Client(stack.url);
  await beginAuthorization(other, "google");
  const mine = await authorize(stack, "google", await beginAuthorization(fresh, "google"), account);
  expect(await followCallback(other, mine)).toBe(STATE);
  expect(await followCallback(new Client(stack.url), mine)).toBe(STATE);
  expect((await other.call("GET", "/api/auth/me")).status).toBe(401);
  // a try in another browser does not use up this browser's state
  expect(await followCallback(fresh, mine)).toBe("/");

  // nor does the path of another provider
  const misled = await callbackUrl();
  expect(await followCallback(client, misled.replace("/google/", "/slack/"))).toBe(STATE);
  expect(await followCallback(client, misled.replace("/google/", "/nobody/"))).toBe(STATE);
  expect(await followCallback(client, misled)).toBe("/");

  const late = await callbackUrl();
  await stack.db.prepare("UPDATE verification SET expires_at = ?2 WHERE identifier = ?1").bind(`oauth-state:google:${hashOf(parameter(late, "state"))}`, Date.now() - 1).run();
  expect(await followCallback(client, late)).toBe(STATE);

  const callback = `${stack.url}/api/auth/oauth/google/callback`;
  for (const query of ["", "?state=", `?state=${"x".repeat(43)}&code=1`, "?state=https://elsewhere.example", `?state=${"x".repeat(4_000)}`, "?state=%00&code=%0d%0a", "?state=a&state=b", "?%"]) {
    expect(await followCallback(client, callback + query), query).toBe(STATE);
  }
  expect(requests().filter(({ errorMessage }) => errorMessage !== null)).toEqual([]);
});

test("flows in several tabs end where they began, in any order, also when one is given up", async ({ stack }) => {
  const account = createAccount(stack, "google");
  const client = new Client(stack.url);
  const first = await authorize(stack, "google", await beginAuthorization(client, "google", "/first"), account);
  await beginAuthorization(client, "github", "/given-up");
  const second = await authorize(stack, "google", await beginAuthorization(client, "google", "/second"), account);
  const other = await authorize(stack, "slack", await beginAuthorization(client, "slack", "/slack"), createAccount(stack, "slack"));
  expect(await followCallback(client, second)).toBe("/second");
  expect(await followCallback(client, first)).toBe("/first");
  expect(await followCallback(client, other)).toBe("/slack");
});

test("of concurrent callbacks one signs in", async ({ stack }) => {
  const client = new Client(stack.url);
  const callbackUrl = await authorize(stack, "google", await beginAuthorization(client, "google"), createAccount(stack, "google"));
  const { cookie } = client;
  const twins = Array.from({ length: 4 }, () => Object.assign(new Client(stack.url), { cookie }));
  const pages = await Promise.all(twins.map((twin) => followCallback(twin, callbackUrl)));
  expect(pages.sort()).toEqual(["/", STATE, STATE, STATE].sort());
});

test("a denied authorization is reported and can be started again", async ({ stack }) => {
  for (const provider of ["google", "slack", "github"] as const) {
    const client = new Client(stack.url);
    const denied = await { google: stack.google, slack: stack.slack, github: stack.github }[provider].deny(await beginAuthorization(client, provider, "/acme"));
    expect(await followCallback(client, denied), provider).toBe("/login?problem=oauth_denied");
    expect(await followCallback(client, denied), provider).toBe(STATE);
    expect((await signInWith(stack, provider, createAccount(stack, provider), client)).page, provider).toBe("/");
  }
});

test("a provider error, another issuer and an invalid code end on the login page", async ({ stack }) => {
  const client = new Client(stack.url);
  const account = createAccount(stack, "google");
  const changed = async (change: (query: URLSearchParams) => void) => {
    const callbackUrl = new URL(await authorize(stack, "google", await beginAuthorization(client, "google"), account));
    change(callbackUrl.searchParams);
    return followCallback(client, callbackUrl.href);
  };
  const failed = "/login?problem=oauth_failed";
  expect(await changed((query) => query.set("error", "server_error"))).toBe(failed);
  expect(await changed((query) => query.set("iss", "https://elsewhere.example"))).toBe(failed);
  expect(await changed((query) => query.delete("code"))).toBe(failed);
  expect(await changed((query) => query.set("code", "x".repeat(5_000)))).toBe(failed);
  expect(await changed((query) => query.set("code", "made-up"))).toBe(failed);
  expect(await changed(() => undefined)).toBe("/");
});

test("authorizations are limited per IP address", async ({ stack }) => {
  const client = new Client(stack.url);
  const start = (headers: Record<string, string>) => client.call("POST", "/api/auth/oauth/google", { body: {}, headers });
  const headers = fromSomewhere();
  const answers = await Promise.all(Array.from({ length: 110 }, () => start(headers)));
  expect(answers.filter(({ status }) => status === 200).length).toBe(100);
  expect(answers.filter(({ status }) => status === 429).length).toBe(10);
  expect((await start(fromSomewhere())).status).toBe(200);
});

test("unknown providers are not found, and another origin is refused", async ({ stack }) => {
  const client = new Client(stack.url);
  for (const provider of ["nobody", "credential", "github-app", "Google", "%2e%2e"]) {
    expect(await client.refused("POST", `/api/auth/oauth/${provider}`, { body: {} }), provider).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  expect(await client.refused("POST", "/api/auth/oauth/google", { body: {}, headers: { origin: "https://elsewhere.example" } })).toEqual({ status: 403, code: "ORIGIN_REFUSED" });
});
