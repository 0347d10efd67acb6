// Proves that a permitted member renames an estate and changes its settings.
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { join, signUp } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

test("a new name is returned, audited and broadcast", async ({ stack, owner }) => {
  const socket = await Socket.open(owner);
  const path = `/api/estates/${owner.estateId}`;
  expect(await owner.client.ok("PATCH", path, { name: " Shop " })).toMatchObject({ id: owner.estateId, name: "Shop" });
  expect(await owner.client.ok("GET", path)).toMatchObject({ name: "Shop" });
  await until("the frames", () => socket.has("estate", owner.estateId) && socket.has("organization"));
  socket.cut();
  expect((await audited(stack, owner.organizationId, "estate.update")).map(({ detail }) => detail)).toEqual([{ before: { name: "Default" }, after: { name: "Shop" } }]);
  for (const name of ["", " ", "x".repeat(101)]) {
    expect(await owner.client.refused("PATCH", path, { body: { name } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "name" });
  }
  const [member, stranger] = [await signUp(stack), await signUp(stack)];
  await join(stack, member, owner.organizationId, "member");
  expect(await member.client.refused("PATCH", path, { body: { name: "Mine" } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  expect(await stranger.client.refused("PATCH", path, { body: { name: "Mine" } })).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await owner.client.ok("GET", path)).toMatchObject({ name: "Shop" });
});

test("a setting changes by itself, is audited, and nothing else does", async ({ stack, owner }) => {
  const path = `/api/estates/${owner.estateId}`;
  expect(await owner.client.ok("GET", path)).toMatchObject({ name: "Default", cancelSupersededBuilds: true });
  expect(await owner.client.ok("PATCH", path, { cancelSupersededBuilds: false })).toMatchObject({ name: "Default", cancelSupersededBuilds: false });
  const unchanged = await owner.client.ok<object>("PATCH", path, {});
  expect(await owner.client.ok("GET", path)).toMatchObject(unchanged);
  expect((await audited(stack, owner.organizationId, "estate.update")).map(({ detail }) => detail)).toEqual([{ before: { cancelSupersededBuilds: true }, after: { cancelSupersededBuilds: false } }]);
  expect(await owner.client.refused("PATCH", path, { body: { cancelSupersededBuilds: "no" } })).toMatchObject({ status: 400, field: "cancelSupersededBuilds" });
});
