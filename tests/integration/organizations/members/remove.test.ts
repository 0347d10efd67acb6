// Proves that members are removed only by a higher role, and that one owner always stays.
import { expect } from "vitest";
import { join, signUp } from "../../support/people.ts";
import { test } from "../../support/test.ts";


test("an admin removes members below admin, an owner all but the last owner", async ({ stack, owner }) => {
  const [admin, second, member] = [await signUp(stack), await signUp(stack), await signUp(stack)];
  await join(stack, admin, owner.organizationId, "admin");
  await join(stack, second, owner.organizationId, "admin");
  await join(stack, member, owner.organizationId, "member");
  const path = ({ userId }: { userId: string }) => `/api/organizations/${owner.organizationId}/members/${userId}`;
  const roles = async () => (await stack.db.prepare("SELECT role FROM organization_user_membership WHERE organization_id = ?1 ORDER BY role").bind(owner.organizationId).all()).results.map(({ role }) => role);

  for (const target of [owner, second, admin]) {
    expect(await admin.client.refused("DELETE", path(target))).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  }
  expect(await owner.client.refused("DELETE", path(owner))).toEqual({ status: 409, code: "LAST_OWNER" });
  expect(await owner.client.refused("DELETE", path({ userId: "usr_01k9zqt3m8e7tbm3hz0c3x6w5r" }))).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await roles()).toEqual(["admin", "admin", "member", "owner"]);

  await admin.client.ok("DELETE", path(member), undefined, 204);
  expect(await admin.client.refused("DELETE", path(member))).toEqual({ status: 404, code: "NOT_FOUND" });
  await owner.client.ok("DELETE", path(second), undefined, 204);
  expect(await roles()).toEqual(["admin", "owner"]);
  expect(await second.client.refused("GET", `/api/organizations/${owner.organizationId}`)).toEqual({ status: 404, code: "NOT_FOUND" });
});

test("two owners who remove each other concurrently leave one", async ({ stack, owner }) => {
  const second = await signUp(stack);
  await join(stack, second, owner.organizationId, "owner");
  const path = (userId: string) => `/api/organizations/${owner.organizationId}/members/${userId}`;
  const answers = await Promise.all([owner.client.call("DELETE", path(second.userId)), second.client.call("DELETE", path(owner.userId))]);
  expect(answers.filter(({ status }) => status === 204).length).toBe(1);
  const left = await stack.db.prepare("SELECT count(*) AS count FROM organization_user_membership WHERE organization_id = ?1 AND role = 'owner'").bind(owner.organizationId).first("count");
  expect(left).toBe(1);
  const events = await stack.db.prepare("SELECT count(*) AS count FROM outbox_event WHERE organization_id = ?1 AND name = 'organization:member:removed'").bind(owner.organizationId).first("count");
  expect(events).toBe(1);
});
