// Proves that members leave and owners hand over, that the last owner cannot leave, and that whoever left is out at once.
import { expect } from "vitest";
import { audited, roles } from "../support/audit.ts";
import { join, signUp } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { Socket } from "../support/socket.ts";
import { test } from "../support/test.ts";

test("every role but external leaves; sockets close, the others are told", async ({ stack, owner }) => {
  const organization = `/api/organizations/${owner.organizationId}`;
  const mine = await Socket.open(owner);
  for (const role of ["admin", "member", "viewer", "guest"]) {
    const person = await signUp(stack);
    await join(stack, person, owner.organizationId, role);
    const socket = await Socket.open({ ...person, organizationId: owner.organizationId });
    await person.client.ok("POST", `${organization}/leave`, undefined, 204);
    expect(await socket.closing()).toBe(4403);
    await until("the others to be told", () => mine.has("member", person.userId));
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

test("the last owner stays, alone or not, until another is one", async ({ stack, owner }) => {
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

test("an owner hands over and is admin then", async ({ stack, owner }) => {
  const organization = `/api/organizations/${owner.organizationId}`;
  const [guest, external, stranger] = [await signUp(stack), await signUp(stack), await signUp(stack)];
  await join(stack, guest, owner.organizationId, "guest");
  await join(stack, external, owner.organizationId, "external");
  const refusals: [string, number, string, string | undefined][] = [
    [owner.userId, 400, "VALIDATION_ERROR", "userId"],
    [external.userId, 400, "VALIDATION_ERROR", "userId"],
    [stranger.userId, 404, "NOT_FOUND", undefined],
  ];
  for (const [userId, status, code, field] of refusals) {
    expect(await owner.client.refused("POST", `${organization}/transfer`, { body: { userId } })).toEqual({ status, code, ...(field === undefined ? {} : { field }) });
  }
  expect(await owner.client.ok("POST", `${organization}/transfer`, { userId: guest.userId })).toMatchObject({ id: owner.organizationId, role: "admin" });
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "admin", [guest.userId]: "owner", [external.userId]: "external" });
  expect(await owner.client.refused("POST", `${organization}/transfer`, { body: { userId: guest.userId } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  expect((await audited(stack, owner.organizationId, "organization.transfer")).map(({ actorId }) => actorId)).toEqual([owner.userId]);
});

test("an owner who hands over to two at the same moment hands over to one", async ({ stack, owner }) => {
  const organization = `/api/organizations/${owner.organizationId}`;
  const [one, two] = [await signUp(stack), await signUp(stack)];
  for (const person of [one, two]) await join(stack, person, owner.organizationId, "member");
  const answers = await Promise.all([one, two].map(({ userId }) => owner.client.call("POST", `${organization}/transfer`, { body: { userId } })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  expect(Object.values(await roles(stack, owner.organizationId)).sort()).toEqual(["admin", "member", "owner"]);
});
