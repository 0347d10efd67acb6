// Proves that a profile is changed, broadcast and audited, and that an invalid change is refused.
import { expect } from "vitest";
import { join, signUp, type Me } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

test("name and debug mode are changed separately and together, and other members get a message", async ({ stack, owner }) => {
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "viewer");
  const socket = await Socket.open({ ...member, organizationId: owner.organizationId });
  expect(await owner.client.ok("PATCH", "/api/user", { debugMode: true }, 200)).toMatchObject({ name: "Demo Owner", debugMode: true, hasPassword: true });
  expect(await owner.client.ok("PATCH", "/api/user", { name: "  Ada  " }, 200)).toMatchObject({ name: "Ada", debugMode: true });
  await until("the message to the member", () => socket.has("member", owner.userId));
  expect((await owner.client.ok<Me>("GET", "/api/auth/me")).user).toMatchObject({ name: "Ada", debugMode: true, email: owner.email });
  expect(await owner.client.ok("PATCH", "/api/user", {}, 200)).toMatchObject({ name: "Ada" });
  const { results } = await stack.db.prepare("SELECT detail FROM audit_log WHERE action = 'user.updateProfile' AND actor_id = ?1 ORDER BY position").bind(owner.userId).all<{ detail: string }>();
  expect(results.map(({ detail }) => JSON.parse(detail) as unknown)).toEqual([
    { before: { name: "Demo Owner", debugMode: false }, after: { name: "Demo Owner", debugMode: true } },
    { before: { name: "Demo Owner", debugMode: true }, after: { name: "Ada", debugMode: true } },
  ]);
  socket.cut();
});

test("invalid names and unknown fields are refused", async ({ owner }) => {
  for (const name of ["", "  ", "x".repeat(101), "a\u0000b", 7]) {
    expect(await owner.client.refused("PATCH", "/api/user", { body: { name } }), String(name)).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "name" });
  }
  for (const field of ["role", "email", "emailVerified", "id"]) {
    expect(await owner.client.refused("PATCH", "/api/user", { body: { [field]: "admin" } }), field).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
});
