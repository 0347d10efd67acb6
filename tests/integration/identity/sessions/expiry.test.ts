// Proves that a session is extended once a day while it is used, ends when it is not, and is deleted by the cron.
import { expect } from "vitest";
import { signInAgain } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

interface Row {
  expires_at: number;
  refreshed_at: number;
}

test("a session is extended by any request after a day, with the same token, and not before", async ({ stack, owner }) => {
  const row = async () => (await stack.db.prepare("SELECT expires_at, refreshed_at FROM session WHERE id = ?1").bind(owner.sessionId).first<Row>()) as Row;
  for (const path of ["/api/auth/me", `/api/estates/${owner.estateId}`]) {
    const { cookie } = owner.client;
    const age = async (hours: number) => {
      const at = Date.now() - hours * HOUR;
      await stack.db.prepare("UPDATE session SET refreshed_at = ?2, expires_at = ?3 WHERE id = ?1").bind(owner.sessionId, at, at + WEEK).run();
      return at;
    };
    const young = await age(23);
    expect((await owner.client.call("GET", path)).headers.getSetCookie()).toEqual([]);
    expect((await row()).refreshed_at).toBe(young);

    const old = await age(25);
    const { status, headers } = await owner.client.call("GET", path);
    expect([status, headers.getSetCookie()]).toEqual([200, [`${cookie}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800`]]);
    await until("the session to be moved forward", async () => (await row()).refreshed_at > old);
    const { expires_at, refreshed_at } = await row();
    expect(expires_at - refreshed_at).toBe(WEEK);
    expect(Math.abs(Date.now() - refreshed_at)).toBeLessThan(60_000);
    expect((await owner.client.call("GET", path)).headers.getSetCookie()).toEqual([]);
  }
});

test("a session that is used every day ends thirty days after it began", async ({ stack, owner }) => {
  const began = Date.now() - 29 * 24 * HOUR - 12 * HOUR;
  const refreshed = Date.now() - 25 * HOUR;
  await stack.db.prepare("UPDATE session SET created_at = ?2, refreshed_at = ?3, expires_at = ?4 WHERE id = ?1").bind(owner.sessionId, began, refreshed, refreshed + WEEK).run();
  await owner.client.ok("GET", "/api/auth/me");
  const row = async () => (await stack.db.prepare("SELECT expires_at, refreshed_at FROM session WHERE id = ?1").bind(owner.sessionId).first<Row>()) as Row;
  await until("the session to be moved forward", async () => (await row()).refreshed_at > refreshed);
  expect((await row()).expires_at).toBe(began + 30 * 24 * HOUR);
});

test("an expired session is refused, and the cron deletes it with expired verifications", async ({ stack, owner }) => {
  const other = await signInAgain(stack, owner);
  await owner.client.ok("POST", `/api/estates/${owner.estateId}/github/installation`, {});
  await stack.db.batch([
    stack.db.prepare("UPDATE session SET expires_at = ?2 WHERE id = ?1").bind(owner.sessionId, Date.now() - 1),
    stack.db.prepare("UPDATE verification SET expires_at = 1 WHERE json_extract(value, '$.userId') = ?1").bind(owner.userId),
  ]);
  expect(await owner.client.refused("GET", "/api/auth/me")).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  await stack.scheduled();
  const sessions = await stack.db.prepare("SELECT id FROM session WHERE user_id = ?1").bind(owner.userId).all();
  expect(sessions.results).toEqual([{ id: other.sessionId }]);
  const rest = await stack.db.prepare("SELECT count(*) AS count FROM verification WHERE expires_at = 1").first("count");
  expect(rest).toBe(0);
});

test("invalid cookies are refused, and other cookies beside a valid one are ignored", async ({ owner }) => {
  const [name = "", token = ""] = owner.client.cookie.split("=");
  for (const cookie of [null, `${name}=`, `${name}=${token.slice(1)}`, `${name}=${token}x`, `${name.toUpperCase()}=${token}`, `__Host-${name}=${token}`, `${name}=${token.slice(0, -1)}!`]) {
    expect(await owner.client.refused("GET", "/api/auth/me", { headers: { cookie } }), String(cookie)).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  }
  const among = await owner.client.call("GET", "/api/auth/me", { headers: { cookie: `theme=dark; ${owner.client.cookie}; other=1` } });
  expect(among.status).toBe(200);
});
