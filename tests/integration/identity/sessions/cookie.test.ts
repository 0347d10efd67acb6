// Proves that on https the cookies have the __Host- prefix and are Secure.
import { expect } from "vitest";
import { codeIn } from "../../../providers/mail/index.ts";
import { Client } from "../../support/client.ts";
import { PASSWORD, newEmail, sessionCookie } from "../../support/people.ts";
import { integration } from "../../support/test.ts";

const PUBLIC_URL = "https://steward.example.com";
const test = integration({ withoutRunner: true, bindings: { PUBLIC_URL } });

test("each cookie has the __Host- prefix and is Secure, and only its full name is accepted", async ({ stack }) => {
  const client = new Client(stack.url);
  const email = newEmail();
  const headers = { origin: PUBLIC_URL };
  const begun = await client.call("POST", "/api/auth/signup", { body: { email, password: PASSWORD, name: "Demo Owner" }, headers });
  expect(begun.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-steward_sign_up=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/)]);
  const body = { email, code: codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" })) };
  const bare = client.cookie.replace("__Host-", "");
  expect(await new Client(stack.url).refused("POST", "/api/auth/signup/verify", { body, headers: { ...headers, cookie: bare } })).toMatchObject({ code: "INVALID_CODE" });
  const { status, headers: given } = await client.call("POST", "/api/auth/signup/verify", { body, headers });
  expect(status).toBe(201);
  expect(given.getSetCookie()).toEqual([expect.stringMatching(/^__Host-steward_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure$/), expect.stringMatching(/^__Host-steward_known_browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15552000; Secure$/)]);
  expect((await client.call("GET", "/api/auth/me")).status).toBe(200);
  expect(await client.refused("GET", "/api/auth/me", { headers: { cookie: sessionCookie(client).replace("__Host-", "") } })).toMatchObject({ status: 401 });
  const elsewhere = await client.refused("POST", "/api/auth/signout", { headers: { origin: stack.url } });
  expect(elsewhere).toEqual({ status: 403, code: "ORIGIN_REFUSED" });
});
