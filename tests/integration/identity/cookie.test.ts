// Proves that on https the cookie is bound to this host alone and never sent over plain http.
import { expect } from "vitest";
import { Client } from "../support/client.ts";
import { PASSWORD } from "../support/people.ts";
import { integration } from "../support/test.ts";

const PUBLIC_URL = "https://steward.example.com";
const test = integration({ withoutRunner: true, bindings: { PUBLIC_URL } });

test("the cookie has the __Host- prefix and is Secure, and only its full name counts", async ({ stack }) => {
  const client = new Client(stack.url);
  const body = { email: "demo@steward.localhost", password: PASSWORD, name: "Demo Owner" };
  const { status, headers } = await client.call("POST", "/api/auth/signup", { body, headers: { origin: PUBLIC_URL } });
  expect(status).toBe(201);
  expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-steward_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure$/)]);
  expect((await client.call("GET", "/api/auth/me")).status).toBe(200);
  const bare = client.cookie.replace("__Host-", "");
  expect(await client.refused("GET", "/api/auth/me", { headers: { cookie: bare } })).toMatchObject({ status: 401 });
  const elsewhere = await client.refused("POST", "/api/auth/signout", { headers: { origin: stack.url } });
  expect(elsewhere).toEqual({ status: 403, code: "ORIGIN_REFUSED" });
});
