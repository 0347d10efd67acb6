// Proves that administrators are made and unmade by other administrators, that one is always left, and that nothing of the role outlives it.
import { expect } from "vitest";
import { grantAdmin, signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import type { Stack } from "../../../stack/index.ts";

async function administrator(stack: Stack): Promise<Person> {
  const person = await signUp(stack);
  await grantAdmin(stack, person);
  return person;
}

const setRole = ({ client }: Person, { userId }: Person, role: string) => client.call("PATCH", `/api/admin/users/${userId}`, { body: { role } });
const roleOf = ({ db }: Stack, { userId }: Person) => db.prepare("SELECT role FROM user WHERE id = ?1").bind(userId).first("role");

test("an administrator makes a user an administrator and a user again, whose sessions and impersonations end", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const other = await signUp(stack);
  expect(await setRole(other, owner, "admin")).toMatchObject({ status: 403 });
  expect(await setRole(admin, other, "admin")).toMatchObject({ status: 200, body: { id: other.userId, role: "admin" } });
  expect(await setRole(admin, other, "admin")).toMatchObject({ status: 200 });
  const session = other.client.cookie;
  await other.client.ok("POST", `/api/admin/users/${owner.userId}/impersonate`, { reason: "Support request" });
  const impersonation = other.client.cookie;

  expect(await setRole(admin, other, "user")).toMatchObject({ status: 200, body: { role: "user" } });
  for (const cookie of [session, impersonation]) {
    other.client.cookie = cookie;
    expect(await other.client.refused("GET", "/api/auth/me")).toMatchObject({ status: 401 });
  }
  expect(await owner.client.ok("GET", "/api/auth/me")).toMatchObject({ user: { id: owner.userId } });
  const events = await stack.db.prepare("SELECT actor_id, detail FROM audit_log WHERE action = 'admin.setUserRole' AND resource_id = ?1 ORDER BY position").bind(other.userId).all<{ actor_id: string; detail: string }>();
  expect(events.results.map(({ actor_id: actor, detail }) => [actor, JSON.parse(detail)])).toEqual([
    [admin.userId, { before: { role: "user" }, after: { role: "admin" } }],
    [admin.userId, { before: { role: "admin" }, after: { role: "user" } }],
  ]);
});

test("nobody changes their own role, and of two who unmake each other one stays", async ({ stack }) => {
  for (let round = 0; round < 5; round += 1) {
    const [one, two] = [await administrator(stack), await administrator(stack)];
    expect(await setRole(one, one, "user")).toMatchObject({ status: 409 });
    await Promise.all([setRole(one, two, "user"), setRole(two, one, "user")]);
    expect([await roleOf(stack, one), await roleOf(stack, two)].sort()).toEqual(["admin", "user"]);
  }
});

test("a user with an unverified address, a banned one, a program and an unknown one are not made administrators", async ({ stack }) => {
  const admin = await administrator(stack);
  for (const column of ["email_verified = 0", "banned = 1", "is_bot = 1"]) {
    const person = await signUp(stack);
    await stack.db.prepare(`UPDATE user SET ${column} WHERE id = ?1`).bind(person.userId).run();
    expect(await setRole(admin, person, "admin"), column).toMatchObject({ status: 409 });
    expect(await roleOf(stack, person), column).toBe("user");
  }
  const person = await signUp(stack);
  expect(await admin.client.refused("PATCH", `/api/admin/users/${person.userId}`, { body: { role: "owner" } })).toMatchObject({ status: 400, field: "role" });
  expect(await admin.client.refused("PATCH", "/api/admin/users/usr_00000000000000000000000000", { body: { role: "admin" } })).toMatchObject({ status: 404 });
});

test("an impersonation needs a reason, which the audit log keeps", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const path = `/api/admin/users/${owner.userId}/impersonate`;
  for (const body of [{}, { reason: " " }, { reason: "x".repeat(501) }]) {
    expect(await admin.client.refused("POST", path, { body })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "reason" });
  }
  await admin.client.ok("POST", path, { reason: " Ticket 7 " });
  const detail = await stack.db.prepare("SELECT detail FROM audit_log WHERE action = 'admin.impersonate' AND resource_id = ?1").bind(owner.userId).first<string>("detail");
  expect(JSON.parse(detail ?? "{}")).toMatchObject({ after: { reason: "Ticket 7" } });
});
