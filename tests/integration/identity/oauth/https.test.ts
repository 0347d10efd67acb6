// Proves that on https the OAuth state cookie has the __Host- prefix, and that a provider without variables is not offered.
import { expect } from "vitest";
import { Client } from "../../support/client.ts";
import { integration } from "../../support/test.ts";

const PUBLIC_URL = "https://steward.example.com";
const test = integration({ withoutRunner: true, bindings: { PUBLIC_URL, SLACK_URL: "" } });

test("the cookie has the __Host- prefix and is Secure, and the redirect URI is the public URL", async ({ stack }) => {
  const { status, headers, body } = await new Client(stack.url).call("POST", "/api/auth/oauth/google", { body: {}, headers: { origin: PUBLIC_URL } });
  expect(status).toBe(200);
  expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-steward_oauth=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/)]);
  expect(new URL((body as { url: string }).url).searchParams.get("redirect_uri")).toBe(`${PUBLIC_URL}/api/auth/oauth/google/callback`);
});

test("what came unencrypted is refused, and not redirected", async ({ stack }) => {
  const over = (path: string, protocol: string) => fetch(stack.url + path, { headers: { "x-forwarded-proto": protocol }, redirect: "manual" });
  for (const path of ["/api/health", "/api/auth/providers", "/.well-known/openid-configuration", "/scim/v2/Users"]) {
    const answer = await over(path, "http");
    expect([answer.status, await answer.json()], path).toMatchObject([403, { error: { code: "HTTPS_REQUIRED" } }]);
  }
  expect((await over("/api/auth/providers", "https")).status).toBe(200);
});

test("a provider without its variables is neither listed nor reachable", async ({ stack }) => {
  const client = new Client(stack.url);
  const { items } = await client.ok<{ items: { id: string }[] }>("GET", "/api/auth/providers");
  expect(items.map(({ id }) => id)).toEqual(["google", "github"]);
  expect(await client.refused("POST", "/api/auth/oauth/slack", { body: {}, headers: { origin: PUBLIC_URL } })).toEqual({ status: 404, code: "NOT_FOUND" });
});
