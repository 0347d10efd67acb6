// Proves that members get each other, and that nobody else is found among them.
import { expect } from "vitest";
import { join, signUp } from "../../support/people.ts";
import { test } from "../../support/test.ts";

interface Member {
  userId: string;
  lastSeenAt: string | null;
}

/** A member without the presence, which is written after an answer. */
const lasting = (member: Member | undefined) => ({ ...member, lastSeenAt: undefined });

test("a member gets another member as the list shows them", async ({ stack, owner }) => {
  const [viewer, guest] = [await signUp(stack), await signUp(stack)];
  await join(stack, viewer, owner.organizationId, "viewer");
  await join(stack, guest, owner.organizationId, "guest");
  const path = `/api/organizations/${owner.organizationId}/members`;
  const { items } = await viewer.client.ok<{ items: Member[] }>("GET", path);
  for (const { userId } of [owner, viewer, guest]) {
    expect(lasting(await viewer.client.ok<Member>("GET", `${path}/${userId}`))).toEqual(lasting(items.find((item) => item.userId === userId)));
  }
  expect(await owner.client.ok("GET", `${path}/${guest.userId}`)).toMatchObject({ userId: guest.userId, email: guest.email, role: "guest", estateIds: [] });

  const refusal = await guest.client.refused("GET", path);
  expect(refusal).toEqual({ status: 404, code: "NOT_FOUND" });
  for (const { userId } of [owner, guest]) expect(await guest.client.refused("GET", `${path}/${userId}`)).toEqual(refusal);
});

test("users of another organization, removed members and ids of nobody are not found", async ({ stack, owner }) => {
  const [stranger, member] = [await signUp(stack), await signUp(stack)];
  await join(stack, member, owner.organizationId, "member");
  const path = (userId: string, organizationId = owner.organizationId) => `/api/organizations/${organizationId}/members/${userId}`;
  await owner.client.ok("GET", path(member.userId));
  await owner.client.ok("DELETE", path(member.userId), undefined, 204);
  for (const userId of [stranger.userId, member.userId, "usr_01k9zqt3m8e7tbm3hz0c3x6w5r", "usr_nobody", owner.estateId]) {
    expect(await owner.client.refused("GET", path(userId)), userId).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  expect(await stranger.client.refused("GET", path(owner.userId))).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await stranger.client.refused("GET", path(owner.userId, stranger.organizationId))).toEqual({ status: 404, code: "NOT_FOUND" });
});
