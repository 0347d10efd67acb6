// Proves that an invitation is only as good as its inviter: who may no longer give a role lets nobody in with it.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { roles } from "../../support/audit.ts";
import { fromSomewhere, grantAdmin, join, newEmail, signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const ENDED = { status: 409, code: "INVITATION_ENDED" };

interface Given {
  id: string;
  path: string;
}

/** A link of another member of the owner's organization. */
async function linkOf({ client }: Person, { organizationId }: Person, role: string): Promise<Given> {
  const { invitation, url } = await client.ok<{ invitation: { id: string }; url: string }>("POST", `/api/organizations/${organizationId}/invitations`, { role }, 201);
  return { id: invitation.id, path: `/api/invitations/${url.split("/").at(-1)}` };
}

async function memberOf(stack: Stack, owner: Person, role: string): Promise<Person> {
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, role);
  return person;
}

/** Fails unless nobody can join by the invitation, and it has ended for good. */
async function expectEnded(stack: Stack, owner: Person, { id, path }: Given): Promise<void> {
  const stranger = await signUp(stack);
  const before = await roles(stack, owner.organizationId);
  expect(await stranger.client.ok("GET", path, undefined)).toMatchObject({ status: "revoked" });
  expect(await stranger.client.refused("POST", `${path}/accept`, { headers: fromSomewhere() })).toEqual(ENDED);
  expect(await roles(stack, owner.organizationId)).toEqual(before);
  expect(await stack.db.prepare("SELECT status FROM invitation WHERE id = ?1").bind(id).first("status")).toBe("revoked");
}

const members = ({ organizationId }: Person, { userId }: Person) => `/api/organizations/${organizationId}/members/${userId}`;

test("an owner who was demoted does not come back by a link of their own", async ({ stack, owner }) => {
  const other = await memberOf(stack, owner, "owner");
  const [asOwner, asMember] = [await linkOf(other, owner, "owner"), await linkOf(other, owner, "member")];
  await owner.client.ok("PATCH", members(owner, other), { role: "admin" });
  await expectEnded(stack, owner, asOwner);
  expect(await other.client.call("POST", `${asOwner.path}/accept`)).toMatchObject({ status: 200 });
  expect((await roles(stack, owner.organizationId))[other.userId], "a member keeps the role").toBe("admin");
  // an admin may still give this one
  const stranger = await signUp(stack);
  await stranger.client.ok("POST", `${asMember.path}/accept`);
  await owner.client.ok("PATCH", members(owner, other), { role: "viewer" });
  await expectEnded(stack, owner, asMember);
});

test("an owner who hands over the organization loses the links that only an owner can make", async ({ stack, owner }) => {
  const heir = await memberOf(stack, owner, "member");
  const link = await linkOf(owner, owner, "owner");
  await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/transfer`, { userId: heir.userId });
  await expectEnded(stack, owner, link);
});

for (const way of ["leaves", "is removed", "deletes the account", "is banned"]) {
  test(`the links of an owner who ${way} end`, async ({ stack, owner }) => {
    const other = await memberOf(stack, owner, "owner");
    const link = await linkOf(other, owner, "owner");
    const administrator = await signUp(stack);
    await grantAdmin(stack, administrator);
    if (way === "leaves") await other.client.ok("POST", `/api/organizations/${owner.organizationId}/leave`, undefined, 204);
    if (way === "is removed") await owner.client.ok("DELETE", members(owner, other), undefined, 204);
    if (way === "deletes the account") await other.client.ok("POST", "/api/user/deletion", { email: other.email }, 204);
    if (way === "is banned") await administrator.client.ok("POST", `/api/admin/users/${other.userId}/ban`, { reason: "Spam" });
    await expectEnded(stack, owner, link);
    // a lifted ban does not bring it back
    if (way === "is banned") await administrator.client.ok("POST", `/api/admin/users/${other.userId}/unban`);
    await expectEnded(stack, owner, link);
  });
}

test("nobody signs up by the emailed invitation of an inviter who was removed", async ({ stack, owner }) => {
  const other = await memberOf(stack, owner, "admin");
  const email = newEmail();
  const { invitation } = await other.client.ok<{ invitation: { id: string } }>("POST", `/api/organizations/${owner.organizationId}/invitations`, { email, role: "member" }, 201);
  await owner.client.ok("DELETE", members(owner, other), undefined, 204);
  const person = await signUp(stack, email);
  expect(Object.keys(await roles(stack, owner.organizationId))).not.toContain(person.userId);
  expect(await stack.db.prepare("SELECT status FROM invitation WHERE id = ?1").bind(invitation.id).first("status")).toBe("revoked");
});
