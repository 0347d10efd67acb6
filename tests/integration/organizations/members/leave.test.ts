// Proves that members leave an organization immediately, and that the last owner cannot.
import { expect } from "vitest";
import { audited, roles } from "../../support/audit.ts";
import { join, signUp } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

test("every role but external leaves, its sockets are closed, and the others get a message", async ({ stack, owner }) => {
  const organization = `/api/organizations/${owner.organizationId}`;
  const mine = await Socket.open(owner);
  for (const role of ["admin", "member", "viewer", "guest"]) {
    const person = await signUp(stack);
    await join(stack, person, owner.organizationId, role);
    const socket = await Socket.open({ ...person, organizationId: owner.organizationId });
    await person.client.ok("POST", `${organization}/leave`, undefined, 204);
    expect(await socket.closing()).toBe(4403);
    await until("the message to the others", () => mine.has("member", person.userId));
    expect(await person.client.refused("GET", organization)).toEqual({ status: 404, code: "NOT_FOUND" });
    expect(await person.client.refused("POST", `${organization}/leave`)).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  mine.cut();
  const external = await signUp(stack);
  await join(stack, external, owner.organizationId, "external");
  expect(await external.client.refused("POST", `${organization}/leave`)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect((await audited(stack, owner.organizationId, "organization.leave")).map(({ detail }) => detail)).toEqual([
    { before: { role: "admin" } },
    { before: { role: "member" } },
    { before: { role: "viewer" } },
    { before: { role: "guest", estateIds: [] } },
  ]);
});

test("the last owner cannot leave until there is another one", async ({ stack, owner }) => {
  const organization = `/api/organizations/${owner.organizationId}`;
  expect(await owner.client.refused("POST", `${organization}/leave`)).toEqual({ status: 409, code: "LAST_OWNER" });
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  expect(await owner.client.refused("POST", `${organization}/leave`)).toEqual({ status: 409, code: "LAST_OWNER" });
  expect(await audited(stack, owner.organizationId, "organization.leave")).toEqual([]);
  await owner.client.ok("PATCH", `${organization}/members/${admin.userId}`, { role: "owner" });
  await owner.client.ok("POST", `${organization}/leave`, undefined, 204);
  expect(await roles(stack, owner.organizationId)).toEqual({ [admin.userId]: "owner" });
});
