// Proves that both paths of a pair do the same: a page gets a cookie and no tokens, every other client tokens and no cookie, and
// either path signs both out. Another site's page gets neither.
import { expect } from "vitest";
import { Client } from "../../support/client.ts";
import { PASSWORD, fromSomewhere, newEmail, type Me } from "../../support/people.ts";
import { Program, type Tokens } from "../../support/program.ts";
import { test } from "../../support/test.ts";
import { keyOf } from "../../tenants/tenant.ts";

const SIGN_IN = ["/api/auth/signin", "/api/auth/login"];
const SIGN_OUT = ["/api/auth/signout", "/api/auth/logout"];
const ELSEWHERE = "https://elsewhere.example";

test.for(SIGN_IN)("%s gives a page a cookie, and another client tokens", async (path, { stack, owner }) => {
  const body = { email: owner.email, password: PASSWORD };
  const page = new Client(stack.url);
  const me = await page.ok<Me>("POST", path, body, 200);
  expect([me.user.id, "accessToken" in me, page.cookie !== ""]).toEqual([owner.userId, false, true]);

  const program = new Program(stack.url);
  const answer = await program.call("POST", path, { body, headers: fromSomewhere() });
  const tokens = answer.body as Tokens;
  expect([answer.status, answer.headers.getSetCookie(), "user" in tokens]).toEqual([200, [], false]);
  expect(await new Program(stack.url, tokens.accessToken).ok<Me>("GET", "/api/auth/me")).toMatchObject({ user: { id: owner.userId } });

  const elsewhere = await new Client(stack.url).call("POST", path, { body, headers: { origin: ELSEWHERE } });
  expect([elsewhere.status, elsewhere.headers.getSetCookie(), elsewhere.headers.get("access-control-allow-origin")]).toEqual([200, [], null]);
});

test.for(SIGN_OUT)("%s ends the session of a cookie, an access token or a refresh token", async (path, { stack, owner }) => {
  const refused = { status: 401, code: "UNAUTHENTICATED" };
  const signIn = () => new Program(stack.url).ok<Tokens>("POST", "/api/auth/login", { email: owner.email, password: PASSWORD }, 200);
  const [byAccessToken, byRefreshToken] = [await signIn(), await signIn()];

  const program = new Program(stack.url, byAccessToken.accessToken);
  await program.ok("POST", path, undefined, 204);
  expect(await program.refused("GET", "/api/auth/me")).toEqual(refused);

  // the token in the body counts, not the cookie beside it
  await owner.client.ok("POST", path, { refreshToken: byRefreshToken.refreshToken }, 204);
  expect(await new Program(stack.url, byRefreshToken.accessToken).refused("GET", "/api/auth/me")).toEqual(refused);
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(200);

  expect(await owner.client.refused("POST", path, { headers: { origin: ELSEWHERE } })).toEqual({ status: 403, code: "ORIGIN_REFUSED" });
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(200);
  await owner.client.ok("POST", path, undefined, 204);
  expect(await owner.client.refused("GET", "/api/auth/me")).toEqual(refused);
  expect(await new Client(stack.url).refused("POST", path)).toEqual(refused);
  const { program: key } = await keyOf(stack, owner, ["organization.view"]);
  expect(await key.refused("POST", path)).toEqual({ status: 403, code: "API_KEY_REFUSED" });
});

test("a sign-up can be registered too", async ({ stack }) => {
  const email = newEmail();
  const { status, body } = await new Client(stack.url).call("POST", "/api/auth/register", { body: { email, password: PASSWORD, name: "Demo Owner" }, headers: fromSomewhere() });
  expect([status, (body as { email: string }).email]).toEqual([202, email]);
  await stack.mail.waitFor({ to: email, kind: "sign_up_code" });
});
