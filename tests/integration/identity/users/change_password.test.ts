// Proves that a password is set or changed with the former one, that all other sessions end, and that guesses are limited.
import { expect } from "vitest";
import { Client } from "../../support/client.ts";
import { PASSWORD, fromSomewhere, signInAgain, type Me } from "../../support/people.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";
import { createAccount, signInWith } from "../../support/oauth.ts";

const NEW = "another long password";

test("a changed password replaces the old one, ends other sessions with their sockets, and is confirmed by mail", async ({ stack, owner }) => {
  const other = await signInAgain(stack, owner);
  const [here, there] = [await Socket.open(owner), await Socket.open(other)];
  await owner.client.ok("POST", "/api/user/password", { currentPassword: PASSWORD, newPassword: NEW }, 204);
  expect(await there.closing()).toBe(4401);
  expect((await other.client.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(200);
  expect(here.closed).toBe(null);
  const client = new Client(stack.url);
  const headers = fromSomewhere();
  expect(await client.refused("POST", "/api/auth/signin", { body: { email: owner.email, password: PASSWORD }, headers })).toEqual({ status: 401, code: "INVALID_CREDENTIALS" });
  expect((await client.call("POST", "/api/auth/signin", { body: { email: owner.email, password: NEW }, headers })).status).toBe(200);
  await stack.mail.waitFor({ to: owner.email, kind: "password_changed" });
  const audit = await stack.db.prepare("SELECT detail FROM audit_log WHERE action = 'user.changePassword' AND actor_id = ?1").bind(owner.userId).all<{ detail: string }>();
  expect(audit.results.length).toBe(1);
  expect(audit.results[0]?.detail).not.toContain("password\":\"");
  here.cut();
});

test("a missing, wrong or invalid password changes nothing, and guesses are limited to five", async ({ stack, owner }) => {
  const change = (body: object) => owner.client.refused("POST", "/api/user/password", { body });
  const wrong = { status: 400, code: "VALIDATION_ERROR", field: "currentPassword" };
  expect(await change({ currentPassword: PASSWORD, newPassword: "short" })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "newPassword" });
  expect(await change({ newPassword: NEW })).toEqual(wrong);
  for (let guess = 0; guess < 4; guess += 1) expect(await change({ currentPassword: `${PASSWORD}${guess}`, newPassword: NEW })).toEqual(wrong);
  expect(await change({ currentPassword: PASSWORD, newPassword: NEW })).toMatchObject({ status: 429, code: "RATE_LIMITED" });
  const hash = await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE action = 'user.changePassword' AND actor_id = ?1").bind(owner.userId).first<number>("count");
  expect(hash).toBe(0);
});

test("a user without a password sets a first one and signs in with it", async ({ stack }) => {
  const account = createAccount(stack, "google");
  const { client } = await signInWith(stack, "google", account);
  await client.ok("POST", "/api/user/password", { newPassword: NEW }, 204);
  expect((await client.ok<Me>("GET", "/api/auth/me")).user.hasPassword).toBe(true);
  const other = new Client(stack.url);
  expect((await other.call("POST", "/api/auth/signin", { body: { email: account.email, password: NEW }, headers: fromSomewhere() })).status).toBe(200);
  const { items } = await client.ok<{ items: { provider: string }[] }>("GET", "/api/user/accounts");
  expect(items.map(({ provider }) => provider).sort()).toEqual(["credential", "google"]);
});
