// Proves that administrators impersonate users for an hour, audited under both names, and never other administrators.
import { expect } from "vitest";
import { grantAdmin, signUp, type Me, type Person } from "../../support/people.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";
import type { Stack } from "../../../stack/index.ts";


async function administrator(stack: Stack): Promise<Person> {
  const person = await signUp(stack);
  await grantAdmin(stack, person);
  return person;
}

/** The audit log's events of an action that one of these people, or a stand-in for them, has done. */
const lines = async ({ db }: Stack, action: string, { userId }: Person) => (await db.prepare("SELECT actor_id, impersonated_by, resource_id, detail FROM audit_log WHERE action = ?1 AND ?2 IN (actor_id, impersonated_by) ORDER BY position").bind(action, userId).all<{ actor_id: string; impersonated_by: string | null; resource_id: string; detail: string }>()).results;

test("an impersonation lasts an hour, is audited under both names, and returns to the administrator's session", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const me = await admin.client.ok<Me & { session: { impersonatedBy: { id: string } | null; expiresAt: string } }>("POST", `/api/admin/users/${owner.userId}/impersonate`, { reason: "Support" });
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

test("an impersonation ends with the administrator's session, and is refused for administrators and banned users", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const other = await administrator(stack);
  expect(await admin.client.refused("POST", `/api/admin/users/${other.userId}/impersonate`, { body: { reason: "Support" } })).toMatchObject({ status: 409 });
  expect(await admin.client.refused("POST", `/api/admin/users/${other.userId}/ban`, { body: { reason: "No" } })).toMatchObject({ status: 409 });
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/ban`, { reason: "Spam" });
  expect(await admin.client.refused("POST", `/api/admin/users/${owner.userId}/impersonate`, { body: { reason: "Support" } })).toMatchObject({ status: 409 });
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/unban`);

  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/impersonate`, { reason: "Support" });
  const socket = await Socket.open({ ...owner, client: admin.client });
  await other.client.ok("DELETE", `/api/admin/users/${admin.userId}/sessions`, undefined, 204);
  expect(await admin.client.refused("GET", "/api/auth/me")).toMatchObject({ status: 401 });
  expect(await socket.closing()).toBe(4401);
});
