// Proves that what touches credentials, members, keys and deletion is refused to a person who has not confirmed who they are in the last 15
// minutes, and that only a proof of the second factor, without one the password, or without either an emailed code, confirms it.
import { expect } from "vitest";
import { codeIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { watch } from "../../support/changes.ts";
import { description } from "../../support/description.ts";
import { createAccount, signInWith } from "../../support/oauth.ts";
import { PASSWORD, grantAdmin, signInAgain, signUp, newEmail, type Me, type Person } from "../../support/people.ts";
import { bodyFor, pathOf } from "../../support/requests.ts";
import { forgetUsedCodes, setUpTotp, totpCode, wrongCode } from "../../support/second_factor.ts";
import { integration } from "../../support/test.ts";
import { impersonatorOf, newRows, programOfUser, quiet } from "../../tenants/tenant.ts";

const test = integration({ withoutRunner: true });

const REQUIRED = { status: 403, code: "STEP_UP_REQUIRED" };
const CONFIRM = "/api/auth/confirm";
const MINUTES = 60_000;

/** Moves the last confirmation of the person's sessions into the past. */
const letPass = ({ db }: Stack, { userId }: Pick<Person, "userId">, ms = 15 * MINUTES) =>
  db.prepare("UPDATE session SET confirmed_at = ?2 WHERE user_id = ?1").bind(userId, Date.now() - ms).run();

/** An operation that needs a confirmation and changes nothing that other calls need. */
const setUp = ({ client }: Pick<Person, "client">) => client.call("POST", "/api/user/second-factors/totp");
const isConfirmed = async (person: Pick<Person, "client">) => (await setUp(person)).status === 201;

test("these operations need a confirmation, and without one change nothing", async ({ stack, owner }) => {
  const operations = description.operations.filter(({ isStepUp }) => isStepUp);
  expect(operations.map(({ id }) => id).sort()).toEqual([
    "admin.deleteUser",
    "admin.impersonate",
    "admin.setUserRole",
    "apiKey.create",
    "apiKey.delete",
    "apiKey.rotate",
    "apiKey.update",
    "audit.setRetention",
    "auditStream.create",
    "auditStream.delete",
    "auditStream.update",
    "customRole.create",
    "customRole.delete",
    "customRole.update",
    "device.approve",
    "estate.delete",
    "joinRequest.accept",
    "oauthClient.create",
    "oauthClient.delete",
    "oauthClient.rotateSecret",
    "oauthClient.update",
    "organization.createScimToken",
    "organization.delete",
    "organization.enforceSso",
    "organization.export",
    "organization.removeMember",
    "organization.removeSso",
    "organization.requireSecondFactor",
    "organization.restore",
    "organization.revokeScimToken",
    "organization.testSso",
    "organization.transfer",
    "organization.updateMemberRole",
    "organization.updateSso",
    "serviceAccount.create",
    "serviceAccount.delete",
    "serviceAccount.update",
    "team.create",
    "team.delete",
    "team.update",
    "user.addPasskey",
    "user.changeEmail",
    "user.changePassword",
    "user.deleteAccount",
    "user.endOtherSessions",
    "user.endSession",
    "user.linkAccount",
    "user.removePasskey",
    "user.setUpTotp",
    "user.startPasskey",
    "user.unlinkAccount",
  ]);
  await grantAdmin(stack, owner);
  await letPass(stack, owner);
  for (const operation of operations) {
    const path = pathOf(operation, await newRows(stack, owner, operation));
    await quiet(stack);
    const changes = await watch(stack, ["user"]); // when the user was last seen
    expect(await owner.client.refused(operation.method, path, bodyFor(operation)), operation.id).toEqual(REQUIRED);
    expect(await changes(), operation.id).toEqual([]);
  }
});

test("a confirmation lasts 15 minutes, in its session only, and signing in is one", async ({ stack, owner }) => {
  expect(await isConfirmed(owner)).toBe(true);
  await letPass(stack, owner, 14 * MINUTES);
  expect(await isConfirmed(owner)).toBe(true);
  await letPass(stack, owner);
  const before = Date.now();
  const { confirmedUntil } = await owner.client.ok<{ confirmedUntil: string }>("POST", CONFIRM, { password: PASSWORD });
  expect(Date.parse(confirmedUntil) - before).toBeGreaterThanOrEqual(15 * MINUTES - 1000);
  expect(await isConfirmed(owner)).toBe(true);
  await letPass(stack, owner);
  const other = await signInAgain(stack, owner);
  expect([await isConfirmed(other), await isConfirmed(owner)]).toEqual([true, false]);
});

test("a wrong password or code confirms nothing, and guesses are limited to five", async ({ stack, owner }) => {
  const { secret, backupCodes } = await setUpTotp(stack, owner);
  expect(await owner.client.ok("GET", CONFIRM)).toEqual({ items: ["code"] });
  await letPass(stack, owner);
  const confirm = (body: object) => owner.client.call("POST", CONFIRM, { body });
  for (const body of [{}, { password: PASSWORD }, { password: PASSWORD, code: await totpCode(secret) }, { password: null }, { password: `${PASSWORD}!` }, { code: await wrongCode(secret) }, { emailCode: "000000" }]) {
    expect((await confirm(body)).status, JSON.stringify(body)).toBe(400);
  }
  expect(await owner.client.refused("POST", "/api/user/accounts", { body: { provider: "google" } })).toEqual(REQUIRED);
  const code = await totpCode(secret);
  expect((await confirm({ code })).status).toBe(200);
  await letPass(stack, owner);
  expect([(await confirm({ code })).status, (await confirm({ code: backupCodes[0] })).status]).toEqual([400, 200]);
  await letPass(stack, owner);
  for (let tries = 0; tries < 5; tries += 1) expect((await confirm({ code: await wrongCode(secret) })).status).toBe(400);
  await forgetUsedCodes(stack, owner);
  expect((await confirm({ code: await totpCode(secret) })).status).toBe(429);
  expect(await owner.client.refused("POST", "/api/user/accounts", { body: { provider: "google" } })).toEqual(REQUIRED);
  expect(await owner.client.refused("POST", `${CONFIRM}/code`)).toEqual({ status: 409, code: "CONFLICT" });
});

test("guesses of a password are limited to five", async ({ owner }) => {
  const confirm = (password: string) => owner.client.call("POST", CONFIRM, { body: { password } });
  for (let tries = 0; tries < 5; tries += 1) expect((await confirm("a wrong password")).status).toBe(400);
  expect((await confirm(PASSWORD)).status).toBe(429);
});

test("a user with nothing else confirms with an emailed code, once", async ({ stack }) => {
  const account = createAccount(stack, "google");
  const { client } = await signInWith(stack, "google", account);
  const { user } = await client.ok<Me>("GET", "/api/auth/me");
  const person = { client, userId: user.id };
  expect(await client.ok("GET", CONFIRM)).toEqual({ items: ["emailCode"] });
  await letPass(stack, person);
  await client.ok("POST", `${CONFIRM}/code`, undefined, 202);
  const emailCode = codeIn(await stack.mail.waitFor({ to: account.email, kind: "confirmation_code" }));
  const wrong = emailCode === "000000" ? "000001" : "000000";
  expect(await client.refused("POST", CONFIRM, { body: { emailCode: wrong } })).toEqual({ status: 400, code: "INVALID_CODE", field: "emailCode" });
  expect(await client.refused("POST", CONFIRM, { body: { password: "" } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "password" });
  await client.ok("POST", CONFIRM, { emailCode });
  expect(await isConfirmed(person)).toBe(true);
  await letPass(stack, person);
  expect(await client.refused("POST", CONFIRM, { body: { emailCode } })).toMatchObject({ status: 400, code: "INVALID_CODE" });
  // another person's code is no proof
  await client.ok("POST", `${CONFIRM}/code`, undefined, 202);
  const other = await signInWith(stack, "google", createAccount(stack, "google"));
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE user_id = (SELECT id FROM user WHERE email = ?1)").bind((await other.client.ok<Me>("GET", "/api/auth/me")).user.email).run();
  const sent = codeIn(await stack.mail.waitFor({ to: account.email, kind: "confirmation_code" }));
  expect(await other.client.refused("POST", CONFIRM, { body: { emailCode: sent } })).toMatchObject({ status: 400, code: "INVALID_CODE" });
});

test("an invitation that gives administration needs a confirmation, and no other does", async ({ stack, owner }) => {
  await letPass(stack, owner);
  const path = `/api/organizations/${owner.organizationId}/invitations`;
  for (const role of ["owner", "admin"]) expect(await owner.client.refused("POST", path, { body: { email: newEmail(), role } }), role).toEqual(REQUIRED);
  await owner.client.ok("POST", path, { email: newEmail(), role: "member" }, 201);
  await owner.client.ok("POST", CONFIRM, { password: PASSWORD });
  await owner.client.ok("POST", path, { email: newEmail(), role: "admin" }, 201);
});

test("programs need no confirmation where they are allowed; an administrator cannot confirm for the user", async ({ stack, owner }) => {
  await letPass(stack, owner);
  const { id, name } = await owner.client.ok<{ id: string; name: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Second" }, 201);
  const program = await programOfUser(stack, owner);
  expect((await program.call("POST", `/api/estates/${id}/deletion`, { body: { confirmation: name } })).status).toBe(204);

  const impersonator = await impersonatorOf(stack, owner);
  const member = await signUp(stack);
  const path = `/api/organizations/${owner.organizationId}/members/${member.userId}`;
  await letPass(stack, owner);
  const DENIED = { status: 403, code: "PERMISSION_DENIED" };
  expect(await impersonator.refused("DELETE", path)).toEqual(DENIED);
  expect(await impersonator.refused("POST", CONFIRM, { body: { password: PASSWORD } })).toEqual(DENIED);
});
