// Proves that an owner transfers ownership to one member and becomes an admin.
import { expect } from "vitest";
import { audited, roles } from "../../support/audit.ts";
import { join, signUp } from "../../support/people.ts";
import { test } from "../../support/test.ts";

test("an owner transfers ownership and is an admin afterwards", async ({ stack, owner }) => {
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

test("two concurrent transfers have one new owner", async ({ stack, owner }) => {
  const organization = `/api/organizations/${owner.organizationId}`;
  const [one, two] = [await signUp(stack), await signUp(stack)];
  for (const person of [one, two]) await join(stack, person, owner.organizationId, "member");
  const answers = await Promise.all([one, two].map(({ userId }) => owner.client.call("POST", `${organization}/transfer`, { body: { userId } })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  expect(Object.values(await roles(stack, owner.organizationId)).sort()).toEqual(["admin", "member", "owner"]);
});
