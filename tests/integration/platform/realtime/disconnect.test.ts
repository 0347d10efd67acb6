// Proves that a member who is removed, or signs out, is disconnected and cannot reconnect.
import { expect } from "vitest";
import { join, signInAgain, signUp } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

test("a removed member is disconnected with 4403 in every browser and cannot reconnect, the others stay", async ({ stack, owner }) => {
  const joined = await signUp(stack);
  await join(stack, joined, owner.organizationId, "member");
  const there = { ...joined, organizationId: owner.organizationId };
  const sockets = [await Socket.open(there), await Socket.open(await signInAgain(stack, there))];
  const [own, mine] = [await Socket.open(joined), await Socket.open(owner)];

  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${joined.userId}`, undefined, 204);
  expect(await Promise.all(sockets.map((socket) => socket.closing()))).toEqual([4403, 4403]);
  expect(sockets.map(({ frames }) => frames.at(-1))).toEqual([4403, 4403].map((code) => ({ type: "closing", code })));
  await expect(Socket.open(there)).rejects.toThrow();
  await expect(Socket.open(there, sockets[0]?.latest)).rejects.toThrow();
  expect(await joined.client.refused("GET", `/api/organizations/${owner.organizationId}`)).toEqual({ status: 404, code: "NOT_FOUND" });

  await until("the message to the others", () => mine.has("member", joined.userId));
  expect([own.closed, mine.closed]).toEqual([null, null]);
  expect(sockets.every((socket) => !socket.has("member"))).toBe(true);
  const audit = await stack.db.prepare("SELECT actor_id, detail FROM audit_log WHERE action = 'organization.removeMember' AND resource_id = ?1").bind(joined.userId).first<{ actor_id: string; detail: string }>();
  expect([audit?.actor_id, JSON.parse(audit?.detail ?? "{}")]).toEqual([owner.userId, { before: { role: "member" } }]);
  own.cut();
  mine.cut();
});

test("a socket that opens while its user is removed does not stay open", async ({ stack, owner }) => {
  for (let round = 0; round < 5; round += 1) {
    const joined = await signUp(stack);
    await join(stack, joined, owner.organizationId, "member");
    const there = { ...joined, organizationId: owner.organizationId };
    const opening = Array.from({ length: 6 }, () => Socket.open(there).catch(() => null));
    await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${joined.userId}`, undefined, 204);
    const open = (await Promise.all(opening)).filter((socket) => socket !== null);
    expect(await Promise.all(open.map((socket) => socket.closing()))).toEqual(open.map(() => 4403));
  }
});

test("a member who is added again may connect again", async ({ stack, owner }) => {
  const joined = await signUp(stack);
  const there = { ...joined, organizationId: owner.organizationId };
  await join(stack, joined, owner.organizationId, "viewer");
  const socket = await Socket.open(there);
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${joined.userId}`, undefined, 204);
  await socket.closing();
  await join(stack, joined, owner.organizationId, "viewer");
  const again = await Socket.open(there);
  expect(again.closed).toBe(null);
  again.cut();
});

test("signing out closes the session's sockets in every organization with 4401, and no other session's", async ({ stack, owner }) => {
  const { organization } = await owner.client.ok<{ organization: { id: string } }>("POST", "/api/organizations", { name: "Second" }, 201);
  const other = await signInAgain(stack, owner);
  const here = [await Socket.open(owner), await Socket.open({ ...owner, organizationId: organization.id })];
  const elsewhere = await Socket.open(other);
  const { cookie } = owner.client;
  await owner.client.ok("POST", "/api/auth/signout", undefined, 204);
  expect(await Promise.all(here.map((socket) => socket.closing()))).toEqual([4401, 4401]);
  owner.client.cookie = cookie;
  await expect(Socket.open(owner)).rejects.toThrow();
  expect(elsewhere.closed).toBe(null);
  elsewhere.cut();
});
