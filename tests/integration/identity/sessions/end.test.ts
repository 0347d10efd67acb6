// Proves that a user ends their own sessions and no others, and that an ended session is closed immediately.
import { expect } from "vitest";
import { signInAgain, signUp } from "../../support/people.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

interface Page {
  items: { id: string; kind: string; current: boolean; userAgent: string | null; location: string | null; impersonated: boolean; createdAt: string }[];
  nextCursor: string | null;
}

const NOT_FOUND = { status: 404, code: "NOT_FOUND" };

test("an ended session is closed with its sockets, and cannot be ended again", async ({ stack, owner }) => {
  const other = await signInAgain(stack, owner);
  const [mine, theirs] = [await Socket.open(owner), await Socket.open(other)];
  await owner.client.ok("DELETE", `/api/user/sessions/${other.sessionId}`, undefined, 204);
  expect(await theirs.closing()).toBe(4401);
  expect((await other.client.call("GET", "/api/auth/me")).status).toBe(401);
  expect(await owner.client.refused("DELETE", `/api/user/sessions/${other.sessionId}`)).toEqual(NOT_FOUND);
  expect(mine.closed).toBe(null);
  const lines = await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE action = 'user.endSession' AND resource_id = ?1").bind(other.sessionId).first<number>("count");
  expect(lines).toBe(1);
  mine.cut();
});

test("ending the current session signs out", async ({ owner }) => {
  const { headers, status } = await owner.client.call("DELETE", `/api/user/sessions/${owner.sessionId}`);
  expect(status).toBe(204);
  expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^steward_session=; .*Max-Age=0/)]);
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(401);
});

test("all other sessions are ended, and the current one and other users' stay", async ({ stack, owner }) => {
  const stranger = await signUp(stack);
  const others = [await signInAgain(stack, owner), await signInAgain(stack, owner)];
  const sockets = await Promise.all(others.map((other) => Socket.open(other)));
  await owner.client.ok("DELETE", "/api/user/sessions", undefined, 204);
  expect(await Promise.all(sockets.map((socket) => socket.closing()))).toEqual([4401, 4401]);
  for (const other of others) expect((await other.client.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await owner.client.ok<Page>("GET", "/api/user/sessions")).items.map(({ id }) => id)).toEqual([owner.sessionId]);
  expect((await stranger.client.call("GET", "/api/auth/me")).status).toBe(200);
});

test("an administrator's session ends with the impersonations that began in it", async ({ stack, owner }) => {
  const act = async () => {
    const [user, admin] = [await signUp(stack), await signInAgain(stack, owner)];
    await stack.db.prepare("UPDATE session SET impersonated_by = ?2, impersonator_session_id = ?3 WHERE id = ?1").bind(user.sessionId, owner.userId, admin.sessionId).run();
    return { user, admin, socket: await Socket.open(user) };
  };
  const [one, other] = [await act(), await act()];
  await owner.client.ok("DELETE", `/api/user/sessions/${one.admin.sessionId}`, undefined, 204);
  expect(await one.socket.closing()).toBe(4401);
  expect((await one.user.client.call("GET", "/api/auth/me")).status).toBe(401);
  expect(other.socket.closed).toBe(null);
  await owner.client.ok("DELETE", "/api/user/sessions", undefined, 204);
  expect(await other.socket.closing()).toBe(4401);
  expect((await other.user.client.call("GET", "/api/auth/me")).status).toBe(401);
});

test("another user's session is not found", async ({ stack, owner }) => {
  const stranger = await signUp(stack);
  expect(await owner.client.refused("DELETE", `/api/user/sessions/${stranger.sessionId}`)).toEqual(NOT_FOUND);
  for (const id of ["ses_01k9zqt3m8e7tbm3hz0c3x6w5r", "x", owner.userId]) expect(await owner.client.refused("DELETE", `/api/user/sessions/${id}`)).toEqual(NOT_FOUND);
  expect((await stranger.client.call("GET", "/api/auth/me")).status).toBe(200);
});
