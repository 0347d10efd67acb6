// Proves that the export holds everything that is stored about a user, nothing about other users, and no secret.
import { expect } from "vitest";
import { join, signInAgain, signUp, PASSWORD } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import { discover, registerApp, signInTo } from "../../support/app.ts";
import { TOKENS, beginLinkAuthorization, followCallback, authorize, createAccount } from "../../support/oauth.ts";

test("the export is a file with everything of the user", async ({ stack, owner }) => {
  const other = await signUp(stack);
  await join(stack, other, owner.organizationId, "member");
  const again = await signInAgain(stack, owner);
  const account = createAccount(stack, "google");
  await followCallback(owner.client, await authorize(stack, "google", await beginLinkAuthorization(owner.client, "google"), account));
  await other.client.ok("PATCH", "/api/user", { name: "Somebody Else" });
  await owner.client.ok("PATCH", "/api/user", { name: "Ada" });

  const { status, headers, body, text } = await owner.client.call("GET", "/api/user/export");
  expect([status, headers.get("content-disposition")]).toEqual([200, 'attachment; filename="steward-account.json"']);
  expect(body).toMatchObject({
    user: { id: owner.userId, email: owner.email, name: "Ada", hasPassword: true },
    accounts: [{ provider: "credential" }, { provider: "google", label: account.email }],
    memberships: [{ organizationId: owner.organizationId, role: "owner" }],
    apiKeys: [],
    invitations: [],
  });
  const { sessions, auditEvents } = body as { sessions: { id: string; current: boolean }[]; auditEvents: { action: string; createdAt: string }[] };
  expect(sessions.map(({ id, current }) => [id, current])).toEqual([[again.sessionId, false], [owner.sessionId, true]]);
  const actions = auditEvents.map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(["user.updateProfile", "auth.finishOAuth", "organization.create"]));
  expect(actions[0]).toBe("user.updateProfile");
  expect(text).not.toContain(other.userId);
  expect(text).not.toContain(other.email);
  const row = await stack.db.prepare("SELECT group_concat(password_hash, ' ') AS hashes, group_concat(access_token_sealed, ' ') AS sealed FROM account WHERE user_id = ?1").bind(owner.userId).first<{ hashes: string; sealed: string }>();
  for (const secret of [PASSWORD, row?.hashes ?? "-", row?.sealed ?? "-", ...owner.client.cookie.split(/[=; ]+/).filter((part) => part.length === 43)]) expect(text).not.toContain(secret);
  for (const pattern of [...TOKENS, /argon2/, /k1\./]) expect(text).not.toMatch(pattern);
});

test("the export has the apps that the user has allowed, and not those of others", async ({ stack, owner }) => {
  const app = await registerApp(owner);
  const other = await signUp(stack);
  const theirs = await registerApp(other);
  await signInTo(await discover(stack, theirs), other);
  expect(await owner.client.ok("GET", "/api/user/export")).toMatchObject({ authorizedApps: [] });
  await signInTo(await discover(stack, app), owner);
  const { authorizedApps } = await owner.client.ok<{ authorizedApps: object[] }>("GET", "/api/user/export");
  expect(authorizedApps).toMatchObject([{ clientName: "Reports", scopes: expect.arrayContaining(["openid", "estate.view"]) }]);
  expect(authorizedApps).toEqual((await owner.client.ok<{ items: object[] }>("GET", "/api/user/authorized-apps")).items);
});
