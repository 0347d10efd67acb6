// Proves that administrators ban users and lift bans.
import { expect } from "vitest";
import { PASSWORD, grantAdmin, join, signInAgain, signUp, type Person } from "../../support/people.ts";
import type { ErrorBody } from "../../support/client.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";
import type { Stack } from "../../../stack/index.ts";

interface User {
  id: string;
  email: string;
  role: string;
  banned: boolean;
  banReason: string | null;
  organizationCount: number;
  lastSeenAt: string | null;
}

async function administrator(stack: Stack): Promise<Person> {
  const person = await signUp(stack);
  await grantAdmin(stack, person);
  return person;
}

/** The audit log's events of an action that one of these people, or a stand-in for them, has done. */
const lines = async ({ db }: Stack, action: string, { userId }: Person) => (await db.prepare("SELECT actor_id, impersonated_by, resource_id, detail FROM audit_log WHERE action = ?1 AND ?2 IN (actor_id, impersonated_by) ORDER BY position").bind(action, userId).all<{ actor_id: string; impersonated_by: string | null; resource_id: string; detail: string }>()).results;

test("a banned user is signed out everywhere until the ban ends or is lifted", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const socket = await Socket.open(owner);
  const ban = `/api/admin/users/${owner.userId}/ban`;
  expect(await admin.client.refused("POST", ban, { body: { reason: " " } })).toMatchObject({ status: 400, field: "reason" });
  expect(await admin.client.refused("POST", ban, { body: { reason: "Spam", until: "2020-01-01T00:00:00Z" } })).toMatchObject({ status: 400, field: "until" });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  expect(await admin.client.ok("POST", ban, { reason: "Spam", until })).toMatchObject({ banned: true, banReason: "Spam", banExpiresAt: until });
  expect(await socket.closing()).toBe(4401);
  expect(await owner.client.refused("GET", "/api/auth/me")).toMatchObject({ status: 401 });
  expect(await owner.client.refused("POST", "/api/auth/signin", { body: { email: owner.email, password: PASSWORD } })).toMatchObject({ status: 403, code: "ACCOUNT_BANNED" });
  expect(await owner.client.refused("POST", "/api/auth/signin", { body: { email: owner.email, password: "a wrong password" } })).toMatchObject({ status: 401 });
  const isListed = async () => (await admin.client.ok<{ items: User[] }>("GET", `/api/admin/users?banned=true&q=${owner.userId}`)).items.map(({ id }) => id);
  expect(await isListed()).toEqual([owner.userId]);
  expect(await admin.client.ok("GET", `/api/admin/users?banned=true&q=${admin.userId}`)).toMatchObject({ items: [] });

  await stack.db.prepare("UPDATE user SET ban_expires_at = 1 WHERE id = ?1").bind(owner.userId).run();
  await signInAgain(stack, owner);
  expect(await isListed()).toEqual([]);
  await admin.client.ok("POST", ban, { reason: "Again" });
  expect(await admin.client.ok("POST", `/api/admin/users/${owner.userId}/unban`)).toMatchObject({ banned: false, banReason: null });
  await signInAgain(stack, owner);
  const written = await lines(stack, "admin.banUser", admin);
  expect(written.map(({ actor_id: actor, resource_id: resource }) => [actor, resource])).toEqual([[admin.userId, owner.userId], [admin.userId, owner.userId]]);
  expect(written[0]?.detail).toContain("Spam");
});

test("the only owner of an organization with other members is banned only by force", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const ban = `/api/admin/users/${owner.userId}/ban`;
  const [member, second] = await Promise.all([signUp(stack), signUp(stack)]);
  await join(stack, member, owner.organizationId, "admin");
  const isRefused = async () => {
    const { status, body } = await admin.client.call("POST", ban, { body: { reason: "Spam" } });
    expect([status, (body as ErrorBody).error]).toMatchObject([409, { code: "ONLY_OWNER", context: { organizations: [{ id: owner.organizationId, name: expect.any(String) }] } }]);
    expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(200);
    expect(await lines(stack, "admin.banUser", admin)).toEqual([]);
  };
  await isRefused();
  await admin.client.call("POST", ban, { body: { reason: "Spam", force: false } }).then(({ status }) => expect(status).toBe(409));

  await join(stack, second, owner.organizationId, "owner");
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(second.userId).run();
  await isRefused(); // the other owner cannot sign in either
  expect(await admin.client.ok("POST", ban, { reason: "Spam", force: true })).toMatchObject({ banned: true });
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/unban`);

  await stack.db.prepare("UPDATE user SET ban_expires_at = 1 WHERE id = ?1").bind(second.userId).run();
  expect(await admin.client.ok("POST", ban, { reason: "Spam" })).toMatchObject({ banned: true });
});

test("externals and programs are nobody who needs the owner, and an administrator is not banned by force either", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const external = await signUp(stack);
  await join(stack, external, owner.organizationId, "external");
  expect(await admin.client.ok("POST", `/api/admin/users/${owner.userId}/ban`, { reason: "Spam" })).toMatchObject({ banned: true });
  const other = await administrator(stack);
  expect(await admin.client.refused("POST", `/api/admin/users/${other.userId}/ban`, { body: { reason: "Spam", force: true } })).toEqual({ status: 409, code: "CONFLICT" });
});
