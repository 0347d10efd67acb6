// Proves that a user's security log has what concerns their account, also what administrators did, and nothing of others.
import { expect } from "vitest";
import { Authenticator, type CreationOptions, type RequestOptions } from "../../support/authenticator.ts";
import { Client } from "../../support/client.ts";
import { fromSomewhere, grantAdmin, PASSWORD, signInAgain, signUp, type Person } from "../../support/people.ts";
import { enterCode, enterPassword, setUpTotp, wrongCode } from "../../support/second_factor.ts";
import { test } from "../../support/test.ts";

interface SecurityEvent {
  id: string;
  action: string;
  actor: { type: string; id: string | null; name: string | null };
  impersonatedBy: { id: string; name: string | null } | null;
  resourceType: string;
  resourceId: string | null;
  before: unknown;
  after: unknown;
  ipAddress: string | null;
  userAgent: string | null;
  requestId: string | null;
  sequence: number | null;
  hash: string | null;
}

interface Page {
  items: SecurityEvent[];
  nextCursor: string | null;
}

const PATH = "/api/user/security-events";
const log = async ({ client }: Pick<Person, "client">) => (await client.ok<Page>("GET", `${PATH}?limit=100`)).items;
const actions = (events: SecurityEvent[]) => events.map(({ action }) => action);

test("sign-ins, ended sessions and changes of credentials are there, newest first, with device and address", async ({ stack, owner }) => {
  const other = await signInAgain(stack, owner);
  await owner.client.ok("DELETE", `/api/user/sessions/${other.sessionId}`, undefined, 204);
  await setUpTotp(stack, owner);
  const headers: Record<string, string> = { "user-agent": "Demo Browser/1", ...fromSomewhere() };
  await owner.client.call("POST", "/api/user/password", { body: { currentPassword: PASSWORD, newPassword: "another long password" }, headers });
  const events = await log(owner);
  expect(actions(events)).toEqual(["user.changePassword", "user.confirmTotp", "user.setUpTotp", "user.endSession", "auth.signIn", "auth.verifySignUp"]);
  expect(events[0]).toMatchObject({ actor: { type: "user", id: owner.userId }, ipAddress: headers["cf-connecting-ip"], userAgent: "Demo Browser/1" });
  expect(events.at(-2)).toMatchObject({ resourceType: "user", resourceId: owner.userId, after: { sessionId: other.sessionId } });
  expect(events.at(-1)).toMatchObject({ resourceType: "user", resourceId: owner.userId, after: { sessionId: owner.sessionId }, ipAddress: expect.any(String) });
  for (const event of events) expect([event.sequence ?? null, event.hash ?? null]).toEqual([null, null]);
});

test("a wrong second factor is there with its kind, device and address, at a sign-in and at a confirmation", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const authenticator = new Authenticator(stack.url);
  await owner.client.ok("POST", "/api/user/passkeys", { name: "Laptop", ...authenticator.create(await owner.client.ok<CreationOptions>("POST", "/api/user/passkeys/options", undefined, 200)) }, 201);
  const { client } = await enterPassword(stack, owner);
  expect((await enterCode(client, await wrongCode(secret))).status).toBe(400);
  expect((await enterCode(client, "aaaa-bbbb-cccc")).status).toBe(400);
  const options = await client.ok<RequestOptions>("POST", "/api/auth/signin/second-factor/passkey/options", undefined, 200);
  const headers: Record<string, string> = { "user-agent": "Demo Browser/1", ...fromSomewhere() };
  expect((await client.call("POST", "/api/auth/signin/second-factor/passkey", { body: authenticator.get(options, { origin: "https://other.example" }), headers })).status).toBe(400);
  expect((await owner.client.call("POST", "/api/auth/confirm", { body: { code: await wrongCode(secret) } })).status).toBe(400);
  expect((await owner.client.call("POST", "/api/user/second-factors/backup-codes", { body: { code: "aaaa-bbbb-cccc" } })).status).toBe(400);
  const failures = (await log(owner)).filter(({ action }) => action === "auth.secondFactorFailed");
  expect(failures.map(({ after }) => after)).toEqual([{ method: "backupCode" }, { method: "totp" }, { method: "passkey" }, { method: "backupCode" }, { method: "totp" }]);
  for (const failure of failures) expect(failure).toMatchObject({ actor: { id: owner.userId }, resourceId: owner.userId });
  expect(failures[2]).toMatchObject({ userAgent: "Demo Browser/1", ipAddress: headers["cf-connecting-ip"] });
  expect(JSON.stringify(failures)).not.toContain("aaaa");
  // a sign-in that has expired is no wrong factor
  expect((await enterCode(new Client(stack.url), "000000")).status).toBe(409);
  expect((await log(owner)).filter(({ action }) => action === "auth.secondFactorFailed")).toHaveLength(5);
});

test("the user sees what administrators did with the account and why, but not from where", async ({ stack, owner }) => {
  const admin = await signUp(stack);
  await grantAdmin(stack, admin);
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/ban`, { reason: "Spam", force: true });
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/unban`);
  await admin.client.ok("POST", `/api/admin/users/${owner.userId}/impersonate`, { reason: "Ticket 12" });
  await admin.client.ok("PATCH", "/api/user", { name: "Renamed by support" });
  await admin.client.ok("POST", "/api/auth/impersonation/stop");

  const again = await signInAgain(stack, owner);
  const events = await log(again);
  expect(actions(events)).toEqual(["auth.signIn", "auth.stopImpersonating", "user.updateProfile", "admin.impersonate", "admin.unbanUser", "admin.banUser", "auth.verifySignUp"]);
  const [signedIn, , renamed, impersonated, , banned] = events;
  expect(impersonated).toMatchObject({ actor: { id: admin.userId }, after: { reason: "Ticket 12" } });
  expect(renamed).toMatchObject({ actor: { id: owner.userId }, impersonatedBy: { id: admin.userId } });
  expect(banned).toMatchObject({ after: { banned: true, reason: "Spam" } });
  for (const event of events.slice(1, -1)) expect([event.ipAddress ?? null, event.userAgent ?? null, event.requestId ?? null], event.action).toEqual([null, null, null]);
  expect(signedIn?.ipAddress).toMatch(/^10\./);
  // the administrator's own log has neither the ban nor the impersonation: they concern the user
  expect(actions(await log(admin))).not.toContain("admin.banUser");
  expect(actions(await log(admin))).not.toContain("admin.impersonate");
});

test("events of other users, and of an administrator's work, never appear", async ({ stack, owner }) => {
  const [stranger, admin] = [await signUp(stack), await signUp(stack)];
  await grantAdmin(stack, admin);
  await signInAgain(stack, stranger);
  await admin.client.ok("POST", `/api/admin/users/${stranger.userId}/ban`, { reason: "Spam", force: true });
  await admin.client.ok("POST", "/api/testing/poke", { behavior: "succeed" }).catch(() => undefined);
  await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Not about the account" }, 201);
  await signInAgain(stack, owner);
  expect(actions(await log(owner))).toEqual(["auth.signIn", "auth.verifySignUp"]);
  for (const event of await log(admin)) expect(event.resourceId).not.toBe(stranger.userId);
  for (const event of await log(admin)) expect(["user", "session", "account", "verification", "passkey", "totp_factor", "device_code"]).toContain(event.resourceType);
});

test("pages have neither gaps nor repetitions, and the query is validated", async ({ stack, owner }) => {
  for (let count = 0; count < 5; count += 1) await signInAgain(stack, owner);
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Page = await owner.client.ok("GET", `${PATH}?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual((await log(owner)).map(({ id }) => id));
  expect(new Set(seen).size).toBe(6);
  expect(await owner.client.refused("GET", `${PATH}?cursor=!`)).toMatchObject({ status: 400, field: "cursor" });
});
