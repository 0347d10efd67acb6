// Proves that where Turnstile is configured, signing up, signing in and resetting a password need a token of its widget, which is for this
// host and this action and works once, that nobody enters while the service fails, and that other ways in need none.
import { afterAll, expect } from "vitest";
import { startTurnstile } from "../../../providers/turnstile/index.ts";
import { codeIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client } from "../../support/client.ts";
import { createAccount, signInWith } from "../../support/oauth.ts";
import { fromSomewhere, newEmail, PASSWORD } from "../../support/people.ts";
import { integration } from "../../support/test.ts";

const turnstile = await startTurnstile();
afterAll(() => turnstile.close());
const test = integration({ bindings: { TURNSTILE_SITE_KEY: turnstile.siteKey, TURNSTILE_SECRET: turnstile.secret, TURNSTILE_URL: `${turnstile.url}/` } });

/** The operations that need a token, with the action that it must be for, and their body without it. */
const GUARDED = [
  { path: "/api/auth/signup", action: "sign_up", body: () => ({ email: newEmail(), password: PASSWORD, name: "Demo Owner" }), passed: 202 },
  { path: "/api/auth/signin", action: "sign_in", body: () => ({ email: newEmail(), password: PASSWORD }), passed: 401 },
  { path: "/api/auth/signin/code", action: "sign_in", body: () => ({ email: newEmail() }), passed: 202 },
  { path: "/api/auth/signin/link", action: "sign_in", body: () => ({ email: newEmail() }), passed: 202 },
  { path: "/api/auth/password/forgot", action: "reset_password", body: () => ({ email: newEmail() }), passed: 202 },
];
const FAILED = { status: 400, code: "HUMAN_CHECK_FAILED", field: "turnstileToken" };

const send = ({ url }: Stack, path: string, body: object, headers: Record<string, string | null> = {}) => new Client(url).call("POST", path, { body, headers: { ...fromSomewhere(), ...headers } });
const refused = ({ url }: Stack, path: string, body: object) => new Client(url).refused("POST", path, { body, headers: fromSomewhere() });

for (const { path, action, body, passed } of GUARDED) {
  test(`${path} needs a token for ${action}, which works once`, async ({ stack }) => {
    const other = action === "sign_in" ? "sign_up" : "sign_in";
    const outdated = turnstile.issue({ action, issuedAt: Date.now() - 301_000 });
    for (const [what, turnstileToken] of Object.entries({ none: undefined, empty: "", "another action": turnstile.issue({ action: other }), "another host": turnstile.issue({ action, hostname: "evil.example" }), "no action": turnstile.issue({ action: "" }), unknown: "0.unknown", outdated })) {
      expect(await refused(stack, path, { ...body(), ...(turnstileToken === undefined ? {} : { turnstileToken }) }), what).toEqual(FAILED);
    }
    const turnstileToken = turnstile.issue({ action });
    expect((await send(stack, path, { ...body(), turnstileToken }, { "cf-connecting-ip": "203.0.113.7" })).status).toBe(passed);
    expect(turnstile.verifications.at(-1)).toEqual({ response: turnstileToken, remoteip: "203.0.113.7" });
    expect(await refused(stack, path, { ...body(), turnstileToken })).toEqual(FAILED);
  });

  test(`${path} is refused while the service fails, and works afterwards`, async ({ stack }) => {
    for (const failure of [500, 403, "silence"] as const) {
      turnstile.fail(failure, 1);
      const turnstileToken = turnstile.issue({ action });
      expect(await refused(stack, path, { ...body(), turnstileToken }), String(failure)).toMatchObject({ status: 502, code: "EXTERNAL_API_ERROR" });
      expect((await send(stack, path, { ...body(), turnstileToken })).status).toBe(passed);
    }
  });
}

test("a sign-up and a sign-in with tokens work, and a provider needs none", async ({ stack }) => {
  const email = newEmail();
  const client = new Client(stack.url);
  const headers = fromSomewhere();
  const body = { email, password: PASSWORD, name: "Demo Owner", turnstileToken: turnstile.issue({ action: "sign_up" }) };
  expect((await client.call("POST", "/api/auth/signup", { body, headers })).status).toBe(202);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" }));
  expect((await client.call("POST", "/api/auth/signup/verify", { body: { email, code }, headers })).status).toBe(201);
  expect((await client.call("GET", "/api/auth/me")).status).toBe(200);
  expect((await send(stack, "/api/auth/signin", { email, password: PASSWORD, turnstileToken: turnstile.issue({ action: "sign_in" }) })).status).toBe(200);
  // a program without an origin gets no way around the check by a password
  expect((await send(stack, "/api/auth/signin", { email, password: PASSWORD }, { origin: null })).status).toBe(400);
  const account = createAccount(stack, "google");
  expect((await signInWith(stack, "google", account)).page).toBe("/");
});

test("the widget's page names the site key and the action, and its policy admits only the service", async ({ stack }) => {
  const show = (query: string) => new Client(stack.url).call("GET", `/api/auth/human-check?${query}`);
  const { status, headers, text } = await show("action=sign_up&theme=dark");
  expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  for (const part of [turnstile.siteKey, 'data-action="sign_up"', 'data-theme="dark"', `${turnstile.url}/api.js`]) expect(text).toContain(part);
  expect(text).not.toContain(turnstile.secret);
  const { origin } = new URL(turnstile.url);
  expect(headers.get("content-security-policy")).toBe(`default-src 'none'; script-src 'self' ${origin}; frame-src ${origin}; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`);
  for (const query of ["", "action=sign_up", "action=else&theme=dark", 'action=sign_up&theme="><script>']) expect((await show(query)).status, query).toBe(400);
  expect(await new Client(stack.url).ok("GET", "/api/auth/providers")).toMatchObject({ turnstile: true });
});
