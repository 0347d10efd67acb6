// Proves that a reset link replaces a forgotten password, and ends every session that existed before.
import { expect } from "vitest";
import { linkIn, tokenIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client, type Answer } from "../../support/client.ts";
import { PASSWORD, fromSomewhere, signInAgain, signUp, type Me } from "../../support/people.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const NEW = "another long password";
const INVALID = { status: 400, code: "INVALID_CODE", field: "token" };

async function forgot(stack: Stack, email: string): Promise<string> {
  const after = stack.mail.mails.at(-1);
  const answer = await new Client(stack.url).call("POST", "/api/auth/password/forgot", { body: { email }, headers: fromSomewhere() });
  expect([answer.status, answer.body]).toEqual([202, { email, expiresAt: expect.any(String) }]);
  expect(Date.parse((answer.body as { expiresAt: string }).expiresAt) - Date.now()).toBeGreaterThan(59 * 60_000);
  return tokenIn(linkIn(await stack.mail.waitFor({ to: email, kind: "reset_password", ...(after === undefined ? {} : { after }) }), "/reset"));
}

const reset = (stack: Stack, token: string, password = NEW, client = new Client(stack.url)): Promise<Answer> => client.call("POST", "/api/auth/password/reset", { body: { token, password }, headers: fromSomewhere() });
const signIn = async (stack: Stack, email: string, password: string) => (await new Client(stack.url).call("POST", "/api/auth/signin", { body: { email, password }, headers: fromSomewhere() })).status;

test("the link sets the password and signs in, ends every other session with its sockets, and a mail confirms it", async ({ stack, owner }) => {
  const others = [owner, await signInAgain(stack, owner)];
  const sockets = await Promise.all(others.map((person) => Socket.open(person)));
  const token = await forgot(stack, owner.email);
  const client = new Client(stack.url);
  const { status, body } = await reset(stack, token, NEW, client);
  expect([status, (body as Me).user]).toEqual([200, expect.objectContaining({ id: owner.userId, hasPassword: true, emailVerified: true })]);
  expect(await Promise.all(sockets.map((socket) => socket.closing()))).toEqual([4401, 4401]);
  for (const other of others) expect(await other.client.refused("GET", "/api/auth/me")).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  expect(await client.ok("GET", "/api/auth/me")).toEqual(body);
  const mine = await Socket.open({ ...owner, client });
  expect(await signIn(stack, owner.email, PASSWORD)).toBe(401);
  expect(await signIn(stack, owner.email, NEW)).toBe(200);
  await stack.mail.waitFor({ to: owner.email, kind: "password_changed" });
  expect(mine.closed).toBeNull();
  mine.cut();
  const rows = await stack.db.prepare("SELECT count(*) AS count FROM account WHERE user_id = ?1").bind(owner.userId).first("count");
  expect(rows).toBe(1);
});

test("the link works once, also when it is used concurrently, and within its lifetime", async ({ stack, owner }) => {
  const token = await forgot(stack, owner.email);
  const answers = await Promise.all(["first long password", "second long password", "third long password"].map((password) => reset(stack, token, password)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  expect(await new Client(stack.url).refused("POST", "/api/auth/password/reset", { body: { token, password: NEW }, headers: fromSomewhere() })).toEqual(INVALID);
  const sessions = await stack.db.prepare("SELECT count(*) AS count FROM session WHERE user_id = ?1").bind(owner.userId).first("count");
  expect(sessions).toBe(1);

  const late = await forgot(stack, owner.email);
  await stack.db.prepare("UPDATE verification SET expires_at = ?2 WHERE identifier = ?1").bind(`reset-password:${owner.email}`, Date.now() - 1).run();
  expect(await new Client(stack.url).refused("POST", "/api/auth/password/reset", { body: { token: late, password: NEW }, headers: fromSomewhere() })).toEqual(INVALID);
});

test("a password that is too short is refused, and the link stays valid", async ({ stack, owner }) => {
  const token = await forgot(stack, owner.email);
  expect(await new Client(stack.url).refused("POST", "/api/auth/password/reset", { body: { token, password: "short" }, headers: fromSomewhere() })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "password" });
  expect((await reset(stack, token)).status).toBe(200);
});

test("an account without a password gets one, and a banned user is refused", async ({ stack, owner }) => {
  await stack.db.prepare("DELETE FROM account WHERE user_id = ?1").bind(owner.userId).run();
  expect(await owner.client.ok("GET", "/api/auth/me")).toMatchObject({ user: { hasPassword: false } });
  expect((await reset(stack, await forgot(stack, owner.email))).status).toBe(200);
  expect(await signIn(stack, owner.email, NEW)).toBe(200);

  const token = await forgot(stack, owner.email);
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.userId).run();
  expect((await reset(stack, token, PASSWORD)).status).toBe(403);
});

test("a set or reset password ends every open link and code of the account, and of no other", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const open = async () => (await stack.db.prepare("SELECT identifier FROM verification WHERE identifier LIKE '%' || ?1 OR identifier LIKE '%' || ?2 ORDER BY identifier").bind(`:${owner.email}`, `:${other.email}`).all<{ identifier: string }>()).results.map(({ identifier }) => identifier);
  const KINDS = ["reset-password", "sign-in-code", "sign-in-link"];
  const askForAll = async (email: string) => {
    for (const path of ["/api/auth/signin/link", "/api/auth/signin/code", "/api/auth/password/forgot"]) {
      expect((await new Client(stack.url).call("POST", path, { body: { email }, headers: fromSomewhere() })).status).toBe(202);
    }
  };
  const ofOther = KINDS.map((kind) => `${kind}:${other.email}`);
  await askForAll(other.email);
  await askForAll(owner.email);
  expect((await open()).sort()).toEqual([...ofOther, ...KINDS.map((kind) => `${kind}:${owner.email}`)].sort());
  expect((await reset(stack, await forgot(stack, owner.email), NEW, owner.client)).status).toBe(200);
  expect(await open()).toEqual(ofOther);

  await other.client.ok("POST", "/api/user/password", { currentPassword: PASSWORD, newPassword: NEW }, 204);
  expect(await open()).toEqual([]);
});
