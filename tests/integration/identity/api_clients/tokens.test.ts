// Proves that programs sign in for tokens, that each refresh token works once, and that ending the session ends all its tokens.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { dump } from "../../support/database.ts";
import { hashOf } from "../../support/hash.ts";
import { PASSWORD, signUp, type Me, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import { Program, type Tokens } from "../../support/program.ts";

const login = (program: Program, { email }: Person) => program.ok<Tokens>("POST", "/api/auth/login", { email, password: PASSWORD }, 200);
const refused = { status: 401, code: "UNAUTHENTICATED" };

test("an access token works as the cookie does, without a cookie and an origin", async ({ stack, owner }) => {
  const program = new Program(stack.url);
  const tokens = await login(program, owner);
  expect(tokens).toMatchObject({ tokenType: "Bearer", expiresIn: 900, refreshExpiresIn: 604_800 });
  expect(program.cookie).toBe("");
  program.token = tokens.accessToken;
  const mine = await program.ok<Me>("GET", "/api/auth/me");
  expect(mine.user.id).toBe(owner.userId);
  const made = await program.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "By a program" }, 201);
  expect(await program.ok("GET", `/api/estates/${made.id}`)).toMatchObject({ name: "By a program" });
  const other = await signUp(stack);
  expect(await program.refused("GET", `/api/organizations/${other.organizationId}`)).toEqual({ status: 404, code: "NOT_FOUND" });
});

test("a wrong password gives no tokens and counts as a failed sign-in", async ({ stack, owner }) => {
  const program = new Program(stack.url);
  for (let tries = 0; tries < 5; tries += 1) {
    expect(await program.refused("POST", "/api/auth/login", { body: { email: owner.email, password: "wrong password" } })).toEqual({ status: 401, code: "INVALID_CREDENTIALS" });
  }
  expect(await program.refused("POST", "/api/auth/login", { body: { email: owner.email, password: PASSWORD } })).toMatchObject({ status: 429 });
});

test("invalid tokens are refused, even beside a valid cookie", async ({ stack, owner }) => {
  const { accessToken, refreshToken } = await login(new Program(stack.url), owner);
  const [head = "", body = "", signature = ""] = accessToken.split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>;
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const wrong = [
    "",
    "x",
    refreshToken,
    `${head}.${body}.`,
    `${head}.${encode({ ...claims, sub: "usr_01k9zqt3m8e7tbm3hz0c3x6w5r" })}.${signature}`,
    `${encode({ alg: "none", kid: (JSON.parse(Buffer.from(head, "base64url").toString()) as { kid: string }).kid })}.${body}.`,
    `steward_${"A".repeat(43)}`,
    "a".repeat(5_000),
  ];
  for (const token of wrong) {
    const program = new Program(stack.url, token);
    // every API key is refused here, valid or not
    if (!token.startsWith("steward_")) expect(await program.refused("GET", "/api/auth/me"), token).toEqual(refused);
    expect(await program.refused("GET", `/api/organizations/${owner.organizationId}`, { headers: { cookie: owner.client.cookie, origin: stack.url } }), token).toEqual(refused);
  }
  const basic = await new Program(stack.url).refused("GET", "/api/auth/me", { headers: { authorization: "Basic b3duZXI6cGFzc3dvcmQ=" } });
  expect(basic).toEqual(refused);
});

/** Lets the half minute pass in which a used refresh token gives its successor again. */
const letOverlapPass = ({ db }: Stack, { userId }: Person) =>
  db.prepare("UPDATE refresh_token SET used_at = used_at - 30000 WHERE session_id IN (SELECT id FROM session WHERE user_id = ?1)").bind(userId).run();

test("a refresh token gives one successor, and its use half a minute later ends the session with all its tokens", async ({ stack, owner }) => {
  const program = new Program(stack.url);
  const first = await login(program, owner);
  const second = await program.ok<Tokens>("POST", "/api/auth/refresh", { refreshToken: first.refreshToken }, 200);
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(await new Program(stack.url, second.accessToken).ok("GET", "/api/auth/me")).toMatchObject({ user: { id: owner.userId } });

  const again = await program.ok<Tokens>("POST", "/api/auth/refresh", { refreshToken: first.refreshToken }, 200);
  expect(again.refreshToken).toBe(second.refreshToken);
  const third = await program.ok<Tokens>("POST", "/api/auth/refresh", { refreshToken: second.refreshToken }, 200);
  await letOverlapPass(stack, owner);
  expect(await program.refused("POST", "/api/auth/refresh", { body: { refreshToken: first.refreshToken } })).toEqual(refused);
  expect(await program.refused("POST", "/api/auth/refresh", { body: { refreshToken: third.refreshToken } })).toEqual(refused);
  for (const token of [first.accessToken, second.accessToken]) {
    expect(await new Program(stack.url, token).refused("GET", "/api/auth/me")).toEqual(refused);
  }
  expect(await program.refused("POST", "/api/auth/refresh", { body: { refreshToken: second.refreshToken } })).toEqual(refused);
  // the browser's session is not affected
  expect(await owner.client.ok("GET", "/api/auth/me")).toMatchObject({ user: { id: owner.userId } });
});

test("a program that refreshes its tokens for ninety days has to sign in again", async ({ stack, owner }) => {
  const program = new Program(stack.url);
  const first = await login(program, owner);
  const DAY = 24 * 3_600_000;
  const began = Date.now() - 89 * DAY;
  const ofProgram = "user_id = ?1 AND kind = 'api'";
  await stack.db.prepare(`UPDATE session SET created_at = ?2 WHERE ${ofProgram}`).bind(owner.userId, began).run();
  const second = await program.ok<Tokens>("POST", "/api/auth/refresh", { refreshToken: first.refreshToken }, 200);
  expect(await stack.db.prepare(`SELECT expires_at FROM session WHERE ${ofProgram}`).bind(owner.userId).first("expires_at")).toBe(began + 90 * DAY);
  await stack.db.prepare(`UPDATE session SET created_at = created_at - ?2, expires_at = expires_at - ?2 WHERE ${ofProgram}`).bind(owner.userId, 2 * DAY).run();
  expect(await program.refused("POST", "/api/auth/refresh", { body: { refreshToken: second.refreshToken } })).toEqual(refused);
});

test("concurrent refreshes with one token give the same successor", async ({ stack, owner }) => {
  const program = new Program(stack.url);
  const { refreshToken } = await login(program, owner);
  const answers = await Promise.all([1, 2, 3, 4].map(() => new Program(stack.url).call("POST", "/api/auth/refresh", { body: { refreshToken } })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(answers.map(({ body }) => (body as Tokens).refreshToken)).size).toBe(1);
  for (const { body } of answers) {
    expect(await new Program(stack.url, (body as Tokens).accessToken).ok("GET", "/api/auth/me")).toMatchObject({ user: { id: owner.userId } });
  }
  const count = "SELECT count(*) AS count FROM refresh_token JOIN session ON session.id = session_id WHERE user_id = ?1";
  expect(await stack.db.prepare(count).bind(owner.userId).first("count")).toBe(2);
});

test("a used refresh token gives nothing once its user is banned", async ({ stack, owner }) => {
  const program = new Program(stack.url);
  const { refreshToken } = await login(program, owner);
  await program.ok("POST", "/api/auth/refresh", { refreshToken }, 200);
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.userId).run();
  expect(await program.refused("POST", "/api/auth/refresh", { body: { refreshToken } })).toEqual(refused);
});

test("expired and banned users' refresh tokens are refused, and logging out is idempotent", async ({ stack, owner }) => {
  const program = new Program(stack.url);
  const old = await login(program, owner);
  await stack.db.prepare("UPDATE refresh_token SET expires_at = 1 WHERE session_id IN (SELECT id FROM session WHERE user_id = ?1)").bind(owner.userId).run();
  expect(await program.refused("POST", "/api/auth/refresh", { body: { refreshToken: old.refreshToken } })).toEqual(refused);

  const banned = await login(program, owner);
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.userId).run();
  expect(await program.refused("POST", "/api/auth/refresh", { body: { refreshToken: banned.refreshToken } })).toEqual(refused);
  expect(await new Program(stack.url, banned.accessToken).refused("GET", "/api/auth/me")).toEqual(refused);
  await stack.db.prepare("UPDATE user SET banned = 0 WHERE id = ?1").bind(owner.userId).run();

  const last = await login(program, owner);
  for (let times = 0; times < 2; times += 1) await program.ok("POST", "/api/auth/logout", { refreshToken: last.refreshToken }, 204);
  expect(await new Program(stack.url, last.accessToken).refused("GET", "/api/auth/me")).toEqual(refused);
});

test("only hashes of refresh tokens are stored, and no token is in any row or log line", async ({ stack, owner }) => {
  const program = new Program(stack.url);
  const first = await login(program, owner);
  const second = await program.ok<Tokens>("POST", "/api/auth/refresh", { refreshToken: first.refreshToken }, 200);
  const rows = await dump(stack);
  const seen = [JSON.stringify(rows), ...stack.lines].join("\n");
  for (const secret of [first.accessToken, first.refreshToken, second.accessToken, second.refreshToken]) expect(seen).not.toContain(secret);
  for (const secret of [first.refreshToken, second.refreshToken]) expect(JSON.stringify(rows["refresh_token"])).toContain(hashOf(secret));
  expect(rows["audit_log"]).toContainEqual(expect.objectContaining({ action: "auth.login", actor_id: owner.userId }));
});
