// Proves that of several session cookies of one name the valid one counts, with one statement, and that stale ones are replaced.
import { expect } from "vitest";
import { Client } from "../../support/client.ts";
import { sessionCookie, signInAgain, signUp, type Me } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

const STALE = `steward_session=${"A".repeat(43)}`;
const OTHER_STALE = `steward_session=${"B".repeat(43)}`;
/** The session cookies that a response sets, by value. */
const given = (headers: Headers) => headers.getSetCookie().filter((line) => line.startsWith("steward_session=")).map((line) => line.split(";")[0] ?? "");

test("the valid cookie counts wherever it stands, and takes the place of the stale one", async ({ stack, owner }) => {
  const valid = sessionCookie(owner.client);
  const members = `/api/organizations/${owner.organizationId}/members`;
  for (const path of ["/api/auth/me", members, `/api/estates/${owner.estateId}/builds`]) {
    for (const cookie of [`${STALE}; ${valid}`, `${valid}; ${STALE}`, `${STALE}; ${valid}; ${OTHER_STALE}`, `steward_session=short; ${STALE}; ${valid}`]) {
      const single = await owner.client.call("GET", path, { headers: { cookie: valid } });
      const answer = await new Client(stack.url).call("GET", path, { headers: { cookie } });
      expect([answer.status, single.status], `${path} ${cookie}`).toEqual([200, 200]);
      if (path === "/api/auth/me") expect((answer.body as Me).session.id).toBe(owner.sessionId);
      expect(given(answer.headers)).toEqual([valid]);
      expect(answer.headers.getSetCookie()[0]).toMatch(/Max-Age=(60[34]\d{3}|604800)\b/);
      expect((await logged(stack, answer)).d1_statements).toBe((await logged(stack, single)).d1_statements);
      expect(given(single.headers)).toEqual([]);
    }
  }
  const created = await new Client(stack.url).call("POST", `/api/organizations/${owner.organizationId}/estates`, { body: { name: "Second" }, headers: { cookie: `${STALE}; ${valid}` } });
  expect(created.status).toBe(201);
});

test("several stale cookies are refused and cleared, and a single one is left alone", async ({ stack, owner }) => {
  for (const path of ["/api/auth/me", `/api/organizations/${owner.organizationId}/members`]) {
    const { status, headers } = await new Client(stack.url).call("GET", path, { headers: { cookie: `${STALE}; ${OTHER_STALE}` } });
    expect([status, given(headers)], path).toEqual([401, ["steward_session="]]);
    const one = await new Client(stack.url).call("GET", path, { headers: { cookie: STALE } });
    expect([one.status, given(one.headers)]).toEqual([401, []]);
  }
});

test("of two valid cookies the session that was used last counts, and signing out ends that one only", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const again = await signInAgain(stack, owner);
  await stack.db.prepare("UPDATE session SET refreshed_at = refreshed_at - 1000 WHERE id = ?1").bind(other.sessionId).run();
  const cookie = `${sessionCookie(other.client)}; ${sessionCookie(again.client)}`;
  const client = new Client(stack.url);
  const { body } = await client.call("GET", "/api/auth/me", { headers: { cookie } });
  expect((body as Me).session.id).toBe(again.sessionId);
  expect((await client.call("POST", "/api/auth/signout", { headers: { cookie } })).status).toBe(204);
  expect((await again.client.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await other.client.call("GET", "/api/auth/me")).status).toBe(200);
});
