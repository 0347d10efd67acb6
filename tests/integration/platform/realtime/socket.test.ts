// Proves who may open an organization's socket, from where, and that ping is answered.
import { expect } from "vitest";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";
import { RawWebSocket, UpgradeRefused } from "../../support/websocket.ts";

const path = ({ organizationId }: Person) => `/api/organizations/${organizationId}/socket`;

/** The status of an upgrade request with these headers. */
async function upgrade(url: string, headers: Record<string, string>): Promise<number> {
  try {
    (await RawWebSocket.open(url, headers)).cut();
    return 101;
  } catch (error) {
    if (error instanceof UpgradeRefused) return error.status;
    throw error;
  }
}

test("a socket greets with user and newest number, answers ping, and refuses other messages", async ({ owner }) => {
  const socket = await Socket.open(owner);
  expect(socket.frames).toEqual([{ type: "connected", userId: owner.userId, latest: expect.any(Number) }]);
  socket.send("ping");
  await until("pong", () => socket.pongs === 1);
  socket.send('{"type":"publish"}');
  await until("the refusal", () => socket.frames.at(-1)?.type === "error");
  expect(socket.messages).toEqual([]);
  expect(socket.closed).toBe(null);
  socket.cut();
});

test("a socket needs the own origin, a session and an upgrade", async ({ stack, owner }) => {
  const { cookie } = owner.client;
  const url = stack.url + path(owner);
  expect(await upgrade(url, { cookie, origin: stack.url })).toBe(101);
  for (const origin of ["https://elsewhere.example", "null", `${stack.url}.elsewhere.example`]) {
    expect(await upgrade(url, { cookie, origin }), origin).toBe(403);
  }
  expect(await upgrade(url, { cookie })).toBe(403);
  expect(await upgrade(url, { origin: stack.url })).toBe(401);
  expect(await upgrade(url, { cookie: `${cookie.slice(0, -1)}!`, origin: stack.url })).toBe(401);
  expect(await owner.client.refused("GET", path(owner))).toEqual({ status: 426, code: "UPGRADE_REQUIRED" });
  expect(await owner.client.refused("GET", `${path(owner)}?since=many`)).toMatchObject({ status: 400, field: "since" });
});

test("another tenant's socket is not found, a guest's opens, an external member's does not", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const headers = { cookie: other.client.cookie, origin: stack.url };
  expect(await upgrade(stack.url + path(owner), headers)).toBe(404);
  expect(await other.client.refused("GET", path(owner))).toEqual({ status: 404, code: "NOT_FOUND" });
  await join(stack, other, owner.organizationId, "guest");
  expect(await upgrade(stack.url + path(owner), headers)).toBe(101);
  await stack.db.prepare("UPDATE organization_user_membership SET role = 'external' WHERE user_id = ?1 AND organization_id = ?2").bind(other.userId, owner.organizationId).run();
  expect(await upgrade(stack.url + path(owner), headers)).toBe(404);
});

test("messages stay in their organization", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const [mine, theirs] = [await Socket.open(owner), await Socket.open(other)];
  await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Mine" }, 201);
  await until("the frame", () => mine.has("estate"));
  await other.client.ok("POST", `/api/organizations/${other.organizationId}/estates`, { name: "Theirs" }, 201);
  await until("the other frame", () => theirs.has("estate"));
  const text = JSON.stringify(theirs.frames);
  expect(text).not.toContain(owner.organizationId);
  expect(mine.messages.every(({ estateId }) => !text.includes(String(estateId)))).toBe(true);
  mine.cut();
  theirs.cut();
});
