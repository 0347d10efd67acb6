// Proves that an address changes only with the code sent to the new one, that no account is revealed, and that the former address
// gets a mail.
import { expect } from "vitest";
import { codeIn, linkIn, tokenIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client } from "../../support/client.ts";
import { authorize, beginLinkAuthorization, createAccount, followCallback, signInWith } from "../../support/oauth.ts";
import { PASSWORD, fromSomewhere, newEmail, signInAgain, signUp, type Me, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const INVALID = { status: 400, code: "INVALID_CODE", field: "code" };

test("the code from the new address changes it once, and the former address gets a mail", async ({ stack, owner }) => {
  const email = newEmail();
  const begun = await owner.client.ok<{ email: string; expiresAt: string }>("POST", "/api/user/email", { email: email.toUpperCase() }, 202);
  expect(begun.email).toBe(email);
  const mail = await stack.mail.waitFor({ to: email, kind: "email_code" });
  expect((await owner.client.ok<Me>("GET", "/api/auth/me")).user.email).toBe(owner.email);
  const code = codeIn(mail);
  expect(await owner.client.refused("POST", "/api/user/email/verify", { body: { code: code === "000000" ? "000001" : "000000" } })).toEqual(INVALID);
  expect(await owner.client.ok("POST", "/api/user/email/verify", { code }, 200)).toMatchObject({ email, emailVerified: true });
  expect(await owner.client.refused("POST", "/api/user/email/verify", { body: { code } })).toEqual(INVALID);
  const notice = await stack.mail.waitFor({ to: owner.email, kind: "email_changed" });
  expect(`${notice.text} ${notice.html}`).not.toContain(email);
});

/** Changes the address with the code; resolves with the token of the link in the former address's mail. */
async function change({ mail }: Stack, person: Person, email: string): Promise<string> {
  await person.client.ok("POST", "/api/user/email", { email }, 202);
  const code = codeIn(await mail.waitFor({ to: email, kind: "email_code" }));
  await person.client.ok("POST", "/api/user/email/verify", { code }, 200);
  return tokenIn(linkIn(await mail.waitFor({ to: person.email, kind: "email_changed" }), "/reset"));
}

test("a new address ends the other sessions", async ({ stack, owner }) => {
  const other = await signInAgain(stack, owner);
  await change(stack, owner, newEmail());
  expect((await other.client.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(200);
});

test("the former address takes the account back: its address, a new password, and every session of the thief", async ({ stack, owner }) => {
  const stolen = newEmail();
  const token = await change(stack, owner, stolen);
  const further = newEmail();
  const laterToken = await change(stack, { ...owner, email: stolen }, further);
  const linked = createAccount(stack, "github");
  await followCallback(owner.client, await authorize(stack, "github", await beginLinkAuthorization(owner.client, "github"), linked));
  const browser = new Client(stack.url);
  const password = "the owner's new password";
  const reset = (value: string) => browser.call("POST", "/api/auth/password/reset", { body: { token: value, password }, headers: fromSomewhere() });
  const { status, body } = await reset(token);
  expect([status, (body as Me).user]).toMatchObject([200, { id: owner.userId, email: owner.email, emailVerified: true }]);
  expect((await owner.client.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await browser.call("GET", "/api/auth/me")).status).toBe(200);
  const signIn = (email: string, value: string) => new Client(stack.url).call("POST", "/api/auth/signin", { body: { email, password: value }, headers: fromSomewhere() });
  expect((await signIn(owner.email, password)).status).toBe(200);
  expect((await signIn(further, PASSWORD)).status).toBe(401);
  const thief = await signInWith(stack, "github", linked);
  expect((await thief.client.ok<Me>("GET", "/api/auth/me")).user.id).not.toBe(owner.userId);
  // neither link gives anything once the account is back
  for (const used of [token, laterToken]) expect((await reset(used)).status).toBe(400);
});

test("a former address that another account has taken meanwhile is not set again", async ({ stack, owner }) => {
  const email = newEmail();
  const token = await change(stack, owner, email);
  const other = await signUp(stack);
  await stack.db.prepare("UPDATE user SET email = ?2 WHERE id = ?1").bind(other.userId, owner.email).run();
  const answer = await new Client(stack.url).call("POST", "/api/auth/password/reset", { body: { token, password: PASSWORD }, headers: fromSomewhere() });
  expect([answer.status, (answer.body as { error: { code: string } }).error.code]).toEqual([400, "INVALID_CODE"]);
  expect((await owner.client.ok<Me>("GET", "/api/auth/me")).user.email).toBe(email);
});

test("another user's code is refused, and five wrong attempts end a code", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const email = newEmail();
  await owner.client.ok("POST", "/api/user/email", { email }, 202);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "email_code" }));
  expect(await other.client.refused("POST", "/api/user/email/verify", { body: { code } })).toEqual(INVALID);
  const wrong = code === "123456" ? "654321" : "123456";
  for (let guess = 0; guess < 5; guess += 1) expect(await owner.client.refused("POST", "/api/user/email/verify", { body: { code: wrong } })).toEqual(INVALID);
  expect(await owner.client.refused("POST", "/api/user/email/verify", { body: { code } })).toEqual(INVALID);
  expect((await owner.client.ok<Me>("GET", "/api/auth/me")).user.email).toBe(owner.email);
});

test("a taken address gets the same answer, and its owner a mail", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const free = await owner.client.call("POST", "/api/user/email", { body: { email: newEmail() } });
  const taken = await owner.client.call("POST", "/api/user/email", { body: { email: other.email } });
  expect([free.status, taken.status]).toEqual([202, 202]);
  expect(Object.keys(taken.body as object)).toEqual(Object.keys(free.body as object));
  const mail = await stack.mail.waitFor({ to: other.email, kind: "account_exists" });
  expect(mail.text).not.toMatch(/\b\d{6}\b/);
});

test("the own unverified address is verified the same way, a verified one is refused", async ({ stack, owner }) => {
  expect(await owner.client.refused("POST", "/api/user/email", { body: { email: owner.email } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "email" });
  expect(await owner.client.refused("POST", "/api/user/email", { body: { email: "nowhere" } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "email" });
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(owner.userId).run();
  await owner.client.ok("POST", "/api/user/email", { email: owner.email }, 202);
  const code = codeIn(await stack.mail.waitFor({ to: owner.email, kind: "email_code" }));
  expect(await owner.client.ok("POST", "/api/user/email/verify", { code }, 200)).toMatchObject({ email: owner.email, emailVerified: true });
  expect(stack.mail.find({ to: owner.email, kind: "email_changed" })).toEqual([]);
});

test("an address that another user takes meanwhile is not changed to", async ({ stack, owner }) => {
  const email = newEmail();
  await owner.client.ok("POST", "/api/user/email", { email }, 202);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "email_code" }));
  const other = await signUp(stack);
  await stack.db.prepare("UPDATE user SET email = ?2 WHERE id = ?1").bind(other.userId, email).run();
  expect(await owner.client.refused("POST", "/api/user/email/verify", { body: { code } })).toEqual(INVALID);
  expect((await other.client.ok<Me>("GET", "/api/auth/me")).user.email).toBe(email);
});
