// Proves that a socket ends with its session even when no event says so, and that nothing reopens it.
import { expect } from "vitest";
import { signInAgain } from "../../support/people.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const SESSION_MS = 1_500;

test("a socket is closed with 4408 when its session ends by time, another session's stays, and 401 follows", async ({ stack, owner }) => {
  const ending = await signInAgain(stack, owner);
  const expiresAt = Date.now() + SESSION_MS;
  await stack.db.prepare("UPDATE session SET expires_at = ?2 WHERE id = ?1").bind(ending.sessionId, expiresAt).run();
  const [socket, other] = [await Socket.open(ending), await Socket.open(owner)];
  expect(await socket.closing()).toBe(4408);
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
  expect(socket.frames.at(-1)).toEqual({ type: "closing", code: 4408 });
  await expect(Socket.open(ending, socket.latest)).rejects.toThrow();
  expect(await ending.client.refused("GET", "/api/auth/me")).toMatchObject({ status: 401 });
  expect(other.closed).toBe(null);
  other.cut();
});
