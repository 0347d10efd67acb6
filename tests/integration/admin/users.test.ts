// Proves that administrators find users, keep them out and let them in again, and act in their place for an hour, all of
// it written down, and none of it on other administrators.
import { expect } from "vitest";
import { PASSWORD, join, signInAgain, signUp, type Me, type Person } from "../support/people.ts";
import { Socket } from "../support/socket.ts";
import { ADMIN_EMAIL_DOMAINS, test } from "../support/test.ts";
import type { Stack } from "../../stack/index.ts";
import { Client } from "../support/client.ts";

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
  await stack.db.prepare("UPDATE user SET role = 'admin' WHERE id = ?1").bind(person.userId).run();
  return person;
}

/** The audit log's events of an action that one of these people, or a stand-in for them, has done. */
const lines = async ({ db }: Stack, action: string, { userId }: Person) => (await db.prepare("SELECT actor_id, impersonated_by, resource_id, detail FROM audit_log WHERE action = ?1 AND ?2 IN (actor_id, impersonated_by) ORDER BY position").bind(action, userId).all<{ actor_id: string; impersonated_by: string | null; resource_id: string; detail: string }>()).results;

test("users are found by name, address and id, in pages; one is shown with its organizations", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const find = async (query: string) => (await admin.client.ok<{ items: User[] }>("GET", `/api/admin/users?${query}`)).items;
  expect((await find(`q=${owner.email.slice(0, 8).toUpperCase()}`)).map(({ id }) => id)).toEqual([owner.userId]);
  expect((await find(`q=${owner.userId}`)).map(({ id }) => id)).toEqual([owner.userId]);
  expect((await find("q=demo%20own")).length).toBeGreaterThan(1);
  expect(await find("q=nobody-is-called-that%25")).toEqual([]);
  const first = await admin.client.ok<{ items: User[]; nextCursor: string }>("GET", "/api/admin/users?limit=1");
  const second = await admin.client.ok<{ items: User[] }>("GET", `/api/admin/users?limit=1&cursor=${first.nextCursor}`);
  expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
  expect(await admin.client.ok("GET", `/api/admin/users/${owner.userId}`)).toMatchObject({ id: owner.userId, organizations: [{ id: owner.organizationId, role: "owner" }] });
  expect(await admin.client.refused("GET", "/api/admin/users/usr_01k9zqt3m8e7tbm3hz0c3x6w5r")).toMatchObject({ status: 404 });
  expect(await admin.client.refused("GET", `/api/admin/users?q=${"x".repeat(101)}`)).toMatchObject({ status: 400, field: "q" });
});

test("who is banned is out at once, everywhere, until it ends or is taken back", async ({ stack, owner }) => {
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

test("an administrator acts in somebody's place for an hour, under both names, and comes back to the own session", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const me = await admin.client.ok<Me & { session: { impersonatedBy: { id: string } | null; expiresAt: string } }>("POST", `/api/admin/users/${owner.userId}/impersonate`);
  expect(me).toMatchObject({ user: { id: owner.userId }, session: { impersonatedBy: { id: admin.userId } } });
  expect(Date.parse(me.session.expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
  await admin.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Made for them" }, 201);
  const [line] = (await lines(stack, "estate.create", admin)).slice(-1);
  expect(line).toMatchObject({ actor_id: owner.userId, impersonated_by: admin.userId });
  expect(await admin.client.refused("GET", "/api/admin/users")).toMatchObject({ status: 403 });

  await stack.db.prepare("UPDATE session SET refreshed_at = refreshed_at - 90000000 WHERE impersonated_by = ?1").bind(admin.userId).run();
  await admin.client.ok("GET", "/api/auth/me");
  const expiry = await stack.db.prepare("SELECT expires_at FROM session WHERE impersonated_by = ?1").bind(admin.userId).first<number>("expires_at");
  expect(expiry).toBe(Date.parse(me.session.expiresAt));

  expect(await admin.client.ok("POST", "/api/auth/impersonation/stop")).toMatchObject({ user: { id: admin.userId }, session: { impersonatedBy: null } });
  expect(await admin.client.ok("GET", "/api/admin/session")).toMatchObject({ userId: admin.userId });
  expect(await stack.db.prepare("SELECT count(*) AS count FROM session WHERE impersonated_by = ?1").bind(admin.userId).first("count")).toBe(0);
  expect(await admin.client.refused("POST", "/api/auth/impersonation/stop")).toMatchObject({ status: 409 });
  for (const action of ["admin.impersonate", "auth.stopImpersonating"]) expect((await lines(stack, action, admin)).length, action).toBe(1);
});

test("an impersonation ends with the administrator's own session, and is never of an administrator or somebody banned", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const other = await administrator(stack);
  expect(await admin.client.refused("POST", `/api/admin/users/${other.userId}/impersonate`)).toMatchObject({ status: 409 });
  expect(await admin.client.refused("POST", `/api/admin/users/${other.userId}/ban`, { body: { reason: "No" } })).toMatchObject({ status: 409 });
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/ban`, { reason: "Spam" });
  expect(await admin.client.refused("POST", `/api/admin/users/${owner.userId}/impersonate`)).toMatchObject({ status: 409 });
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/unban`);

  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/impersonate`);
  const socket = await Socket.open({ ...owner, client: admin.client });
  await other.client.ok("DELETE", `/api/admin/users/${admin.userId}/sessions`, undefined, 204);
  expect(await admin.client.refused("GET", "/api/auth/me")).toMatchObject({ status: 401 });
  expect(await socket.closing()).toBe(4401);
});

test("whoever has proven an address at a configured domain is an administrator, unproven ones are not", async ({ stack }) => {
  const person = await signUp(stack);
  expect(await person.client.refused("GET", "/api/admin/users")).toMatchObject({ status: 403 });
  await stack.db.prepare("UPDATE user SET email = ?2, email_verified = 0 WHERE id = ?1").bind(person.userId, `${person.userId}@${ADMIN_EMAIL_DOMAINS[0]}`).run();
  expect(await person.client.refused("GET", "/api/admin/users")).toMatchObject({ status: 403 });
  await stack.db.prepare("UPDATE user SET email_verified = 1 WHERE id = ?1").bind(person.userId).run();
  expect(await person.client.ok("GET", "/api/auth/me")).toMatchObject({ user: { role: "admin" } });
  await person.client.ok("GET", "/api/admin/users");
});

test("lists of organizations, estates and builds are there for administrators", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const { items: organizations } = await admin.client.ok<{ items: { id: string; memberCount: number }[] }>("GET", `/api/admin/organizations?q=${owner.organizationId}`);
  expect(organizations).toMatchObject([{ id: owner.organizationId, memberCount: 1, estateCount: 1 }]);
  await join(stack, admin, owner.organizationId, "member");
  const { items: estates } = await admin.client.ok<{ items: { id: string }[] }>("GET", `/api/admin/estates?q=${owner.estateId}`);
  expect(estates).toMatchObject([{ id: owner.estateId, organization: { id: owner.organizationId }, repository: null, lastBuild: null }]);
  const { items: builds } = await admin.client.ok<{ items: { status: string; estate: { id: string } }[] }>("GET", "/api/admin/builds?status=queued");
  expect(builds.filter(({ status, estate }) => status !== "queued" || estate.id === owner.estateId)).toEqual([]);
  expect(await admin.client.refused("POST", `/api/admin/estates/${owner.estateId}/rebuild`)).toMatchObject({ status: 409 });
  for (const path of ["users", "organizations", "estates", "builds", "session", "sealing"]) {
    expect(await owner.client.refused("GET", `/api/admin/${path}`), path).toMatchObject({ status: 403 });
    expect(await new Client(stack.url).refused("GET", `/api/admin/${path}`), path).toMatchObject({ status: 401 });
  }
});
