// Proves that administrators find users by name, address and id, and that only administrators do.
import { expect } from "vitest";
import { grantAdmin, proveEmail, signUp, type Person } from "../../support/people.ts";
import { ADMIN_EMAIL_DOMAINS, test } from "../../support/test.ts";
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


test("users are found by name, address and id, in pages, and shown with their organizations", async ({ stack, owner }) => {
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

test("an address at a configured domain makes an administrator once a link has proven it", async ({ stack }) => {
  const person = await signUp(stack);
  expect(await person.client.refused("GET", "/api/admin/users")).toMatchObject({ status: 403 });
  await stack.db.prepare("UPDATE user SET email = ?2, email_verified = 0 WHERE id = ?1").bind(person.userId, `${person.userId}@${ADMIN_EMAIL_DOMAINS[0]}`).run();
  expect(await person.client.refused("GET", "/api/admin/users")).toMatchObject({ status: 403 });
  await stack.db.prepare("UPDATE user SET email_verified = 1 WHERE id = ?1").bind(person.userId).run();
  expect(await person.client.refused("GET", "/api/admin/users")).toMatchObject({ status: 403 });
  await proveEmail(stack, { email: `${person.userId}@${ADMIN_EMAIL_DOMAINS[0]}` });
  expect(await person.client.ok("GET", "/api/auth/me")).toMatchObject({ user: { role: "admin" } });
  await person.client.ok("GET", "/api/admin/users");
});
