// Proves that signing out ends the session immediately, and no other session.
import { expect } from "vitest";
import { signInAgain } from "../../support/people.ts";
import { test } from "../../support/test.ts";



test("signing out ends the session, removes the cookie and ends no other session", async ({ stack, owner }) => {
  const other = await signInAgain(stack, owner);
  const { cookie } = owner.client;
  const { status, headers } = await owner.client.call("POST", "/api/auth/signout");
  expect([status, headers.getSetCookie()]).toEqual([204, ["steward_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"]]);
  owner.client.cookie = cookie;
  expect(await owner.client.refused("GET", "/api/auth/me")).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  expect(await owner.client.refused("POST", "/api/auth/signout")).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  expect((await other.client.call("GET", "/api/auth/me")).status).toBe(200);
  const left = await stack.db.prepare("SELECT id FROM session WHERE user_id = ?1").bind(owner.userId).all();
  expect(left.results).toEqual([{ id: other.sessionId }]);
  const audit = await stack.db.prepare("SELECT resource_id FROM audit_log WHERE action = 'auth.signOut' AND actor_id = ?1").bind(owner.userId).all();
  expect(audit.results).toEqual([{ resource_id: owner.sessionId }]);
});
