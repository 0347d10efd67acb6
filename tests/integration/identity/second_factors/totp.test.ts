// Proves that an authenticator app counts only after its first code, that its secret and the backup codes are unreadable at
// rest, and that only a code of either removes it or gives new backup codes.
import { expect } from "vitest";
import { codeIn } from "../../../providers/mail/index.ts";
import { Client } from "../../support/client.ts";
import { dump } from "../../support/database.ts";
import { forgetUsedCodes, setUpTotp, totpCode, wrongCode, enterPassword } from "../../support/second_factor.ts";
import { PASSWORD, fromSomewhere, grantAdmin, signInAgain, signUp, type Me, type Person } from "../../support/people.ts";
import { inParallel } from "../../support/parallel.ts";
import { test } from "../../support/test.ts";

const FACTORS = "/api/user/second-factors";
const INVALID_CODE = { status: 400, code: "INVALID_CODE", field: "code" };
const factors = ({ client }: Person) => client.ok<{ totp: { createdAt: string; lastUsedAt: string | null } | null; backupCodesLeft: number }>("GET", FACTORS);

test("an authenticator app counts after its first code, with ten backup codes; the secret is sealed and the codes are hashed", async ({ stack, owner }) => {
  expect(await factors(owner)).toEqual({ totp: null, passkeys: [], backupCodesLeft: 0 });
  const { secret, uri } = await owner.client.ok<{ secret: string; uri: string }>("POST", `${FACTORS}/totp`, undefined, 201);
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(new URL(uri).searchParams.get("secret")).toBe(secret);
  expect(decodeURIComponent(new URL(uri).pathname)).toContain(`Steward:${owner.email}`);
  expect(await factors(owner)).toEqual({ totp: null, passkeys: [], backupCodesLeft: 0 });
  expect((await enterPassword(stack, owner)).answer.body).toMatchObject({ user: { id: owner.userId } });

  expect(await owner.client.refused("POST", `${FACTORS}/totp/confirm`, { body: { code: await wrongCode(secret) } })).toEqual(INVALID_CODE);
  const code = await totpCode(secret);
  const { backupCodes } = await owner.client.ok<{ backupCodes: string[] }>("POST", `${FACTORS}/totp/confirm`, { code }, 200);
  expect(new Set(backupCodes).size).toBe(10);
  for (const backupCode of backupCodes) expect(backupCode).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);
  expect(await factors(owner)).toEqual({ totp: { createdAt: expect.any(String), lastUsedAt: expect.any(String) }, passkeys: [], backupCodesLeft: 10 });
  await stack.mail.waitFor({ to: owner.email, kind: "second_factor_added" });

  const stored = await dump(stack);
  expect(stored).not.toContain(secret);
  for (const backupCode of backupCodes) {
    expect(stored).not.toContain(backupCode);
    expect(stored).not.toContain(backupCode.replaceAll("-", ""));
  }
  // the code that confirmed it is used
  expect(await owner.client.refused("POST", `${FACTORS}/totp/removal`, { body: { code } })).toEqual(INVALID_CODE);
  expect(await owner.client.refused("POST", `${FACTORS}/totp`)).toEqual({ status: 409, code: "TOTP_EXISTS" });
});

test("a new secret replaces one that was not confirmed, and none is confirmed after an hour", async ({ stack, owner }) => {
  const set = () => owner.client.ok<{ secret: string }>("POST", `${FACTORS}/totp`, undefined, 201);
  const [first, second] = [await set(), await set()];
  const confirm = async ({ secret }: { secret: string }) => owner.client.refused("POST", `${FACTORS}/totp/confirm`, { body: { code: await totpCode(secret) } });
  expect(await confirm(first)).toEqual(INVALID_CODE);
  await stack.db.prepare("UPDATE totp_factor SET created_at = created_at - 3600001 WHERE user_id = ?1").bind(owner.userId).run();
  expect(await confirm(second)).toEqual(INVALID_CODE);
  expect(await factors(owner)).toMatchObject({ totp: null });
});

test("a code of the app or a backup code removes it, and nothing else does", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const remove = (code: string) => owner.client.call("POST", `${FACTORS}/totp/removal`, { body: { code } });
  for (const code of [await wrongCode(secret), "", PASSWORD, "0000-0000-0000-0000"]) expect((await remove(code)).status, code).toBe(400);
  expect(await factors(owner)).toMatchObject({ totp: {}, backupCodesLeft: 10 });
  expect((await remove(await totpCode(secret))).status).toBe(204);
  expect(await factors(owner)).toEqual({ totp: null, passkeys: [], backupCodesLeft: 0 });
  await stack.mail.waitFor({ to: owner.email, kind: "second_factor_removed" });
  expect((await enterPassword(stack, owner)).answer.body).toMatchObject({ user: { id: owner.userId } });

  const again = await setUpTotp(stack, owner);
  expect((await remove((again.backupCodes[0] ?? "").toUpperCase().replaceAll("-", " "))).status).toBe(204);
  const events = await stack.db.prepare("SELECT action FROM audit_log WHERE actor_id = ?1 AND action LIKE '%otp' ORDER BY position").bind(owner.userId).all<{ action: string }>();
  const cycle = ["user.setUpTotp", "user.confirmTotp", "user.removeTotp"];
  expect(events.results.map(({ action }) => action)).toEqual([...cycle, ...cycle]);
});

test("new backup codes end the old ones", async ({ stack, owner }) => {
  const { secret, backupCodes } = await setUpTotp(stack, owner);
  const replace = (code: string) => owner.client.call("POST", `${FACTORS}/backup-codes`, { body: { code } });
  expect((await replace(await wrongCode(secret))).status).toBe(400);
  const { status, body } = await replace(await totpCode(secret));
  expect(status).toBe(201);
  expect((body as { backupCodes: string[] }).backupCodes.filter((code) => backupCodes.includes(code))).toEqual([]);
  expect((await replace(backupCodes[0] ?? "")).status).toBe(400);
  expect((await replace((body as { backupCodes: string[] }).backupCodes[0] ?? "")).status).toBe(201);
  expect(await factors(owner)).toMatchObject({ backupCodesLeft: 10 });
});

test("guesses of a signed-in browser are limited to five, and a code is used once by concurrent requests", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const replace = async () => (await owner.client.call("POST", `${FACTORS}/backup-codes`, { body: { code: await totpCode(secret) } })).status;
  const statuses = await inParallel([1, 2, 3, 4], replace);
  expect(statuses.filter((status) => status === 201).length).toBe(1);
  const guess = async () => (await owner.client.call("POST", `${FACTORS}/totp/removal`, { body: { code: await wrongCode(secret) } })).status;
  let last = 0;
  for (let tries = 0; tries < 6 && last !== 429; tries += 1) last = await guess();
  expect(last).toBe(429);
  await forgetUsedCodes(stack, owner);
  expect((await owner.client.call("POST", `${FACTORS}/totp/removal`, { body: { code: await totpCode(secret) } })).status).toBe(429);
  expect(await factors(owner)).toMatchObject({ totp: {} });
});

test("an impersonating administrator sees the factors and changes none; an unverified address gets none", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const administrator = await signUp(stack);
  await grantAdmin(stack, administrator);
  await administrator.client.ok<Me>("POST", `/api/admin/users/${owner.userId}/impersonate`, { reason: "a test" });
  const DENIED = { status: 403, code: "PERMISSION_DENIED" };
  expect(await administrator.client.ok("GET", FACTORS)).toMatchObject({ backupCodesLeft: 10 });
  const body = { code: await totpCode(secret) };
  for (const path of ["totp", "totp/confirm", "totp/removal", "backup-codes"]) {
    expect(await administrator.client.refused("POST", `${FACTORS}/${path}`, path === "totp" ? {} : { body }), path).toEqual(DENIED);
  }
  const other = await signUp(stack);
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(other.userId).run();
  expect(await other.client.refused("POST", `${FACTORS}/totp`)).toEqual({ status: 409, code: "CONFLICT" });
});

test("a new factor ends links, codes and resets that were sent before", async ({ stack, owner }) => {
  const headers = fromSomewhere();
  const { secret } = await owner.client.ok<{ secret: string }>("POST", `${FACTORS}/totp`, undefined, 201);
  await new Client(stack.url).call("POST", "/api/auth/signin/code", { body: { email: owner.email }, headers });
  const code = codeIn(await stack.mail.waitFor({ to: owner.email, kind: "sign_in_code" }));
  await new Client(stack.url).call("POST", "/api/auth/password/forgot", { body: { email: owner.email }, headers });
  await stack.mail.waitFor({ to: owner.email, kind: "reset_password" });
  const other = await signInAgain(stack, owner);
  await owner.client.ok("POST", `${FACTORS}/totp/confirm`, { code: await totpCode(secret) }, 200);
  expect(await new Client(stack.url).refused("POST", "/api/auth/signin/code/verify", { body: { email: owner.email, code }, headers })).toEqual(INVALID_CODE);
  expect(await stack.db.prepare("SELECT count(*) AS count FROM verification WHERE identifier LIKE '%:' || ?1").bind(owner.email).first("count")).toBe(0);
  expect((await other.client.call("GET", "/api/auth/me")).status).toBe(200);
});
