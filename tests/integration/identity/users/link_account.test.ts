// Proves that sign-in accounts are linked by their own user only.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { Client } from "../../support/client.ts";
import { signUp, type Me } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import { beginLinkAuthorization, followCallback, authorize, createAccount, signInWith, type ProviderId } from "../../support/oauth.ts";

interface Accounts {
  items: { id: string; provider: string; label: string | null; createdAt: string }[];
}

const list = async ({ client }: { client: Client }) => (await client.ok<Accounts>("GET", "/api/user/accounts")).items;
const problem = (code: string) => `/user-settings?problem=${code}`;

/** Links a new account at a provider; resolves with the page that it ends on. */
async function link(stack: Stack, { client }: { client: Client }, provider: ProviderId, account = createAccount(stack, provider), returnUrl?: string): Promise<string> {
  return followCallback(client, await authorize(stack, provider, await beginLinkAuthorization(client, provider, returnUrl), account));
}

test("linked accounts are listed, announced by mail, and sign in", async ({ stack, owner }) => {
  const people = (["google", "github", "slack"] as const).map((provider) => ({ provider, account: createAccount(stack, provider) }));
  for (const { provider, account } of people) {
    expect(await link(stack, owner, provider, account, "/user-settings?tab=accounts")).toBe("/user-settings?tab=accounts");
    await stack.mail.waitFor({ to: owner.email, kind: "new_sign_in_method", subject: /./ });
  }
  const items = await list(owner);
  expect(items.map(({ provider, label }) => [provider, label])).toEqual([
    ["credential", owner.email],
    ...people.map(({ provider, account }) => [provider, provider === "github" ? account.key : account.email]),
  ]);
  for (const { provider, account } of people) {
    const { client } = await signInWith(stack, provider, account);
    expect((await client.ok<Me>("GET", "/api/auth/me")).user.id).toBe(owner.userId);
  }
  // linking the same account again adds no account and sends no mail
  const mails = stack.mail.find({ to: owner.email, kind: "new_sign_in_method" }).length;
  expect(await link(stack, owner, "google", people[0]?.account)).toBe("/user-settings");
  expect((await list(owner)).length).toBe(4);
  expect(stack.mail.find({ to: owner.email, kind: "new_sign_in_method" }).length).toBe(mails);
  expect(mails).toBe(3);
});

test("an account of another user is not taken over", async ({ stack, owner }) => {
  const account = createAccount(stack, "google");
  const { client } = await signInWith(stack, "google", account);
  expect(await link(stack, owner, "google", account)).toBe(problem("account_linked_elsewhere"));
  expect((await list(owner)).map(({ provider }) => provider)).toEqual(["credential"]);
  expect((await list({ client })).length).toBe(1);
});

test("an account with an unverified address can be linked", async ({ stack, owner }) => {
  expect(await link(stack, owner, "google", createAccount(stack, "google", { emailVerified: false }))).toBe("/user-settings");
  expect((await list(owner)).length).toBe(2);
});

test("another session cannot finish a link, and failures return to the settings", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const account = createAccount(stack, "google");
  const callbackUrl = await authorize(stack, "google", await beginLinkAuthorization(owner.client, "google"), account);
  expect(await followCallback(other.client, callbackUrl)).toBe("/login?problem=oauth_state");
  // the binding cookie with another session, as in a browser that an attacker has prepared
  const mixed = new Client(stack.url);
  const binding = /steward_oauth=[\w-]+/.exec(owner.client.cookie)?.[0] ?? "";
  mixed.cookie = [/steward_session=[\w-]+/.exec(other.client.cookie)?.[0] ?? "", binding].join("; ");
  expect(await followCallback(mixed, callbackUrl)).toBe(problem("oauth_state"));
  expect(await followCallback(owner.client, callbackUrl)).toBe("/login?problem=oauth_state");

  const again = await authorize(stack, "google", await beginLinkAuthorization(owner.client, "google"), account);
  const signedOut = new Client(stack.url);
  signedOut.cookie = /steward_oauth=[\w-]+/.exec(owner.client.cookie)?.[0] ?? "";
  expect(await followCallback(signedOut, again)).toBe(problem("oauth_state"));
  expect(await followCallback(owner.client, await stack.google.deny(await beginLinkAuthorization(owner.client, "google", "/acme")))).toBe(problem("oauth_denied"));
  stack.google.spoil("wrong_nonce");
  expect(await link(stack, owner, "google", account)).toBe(problem("oauth_failed"));
  expect((await list(owner)).length).toBe(1);
  expect((await list(other)).length).toBe(1);
});

test("an impersonating administrator cannot change accounts, password or address", async ({ stack, owner }) => {
  const admin = await signUp(stack);
  await stack.db.prepare("UPDATE session SET impersonated_by = ?2 WHERE id = ?1").bind(owner.sessionId, admin.userId).run();
  const refused = { status: 403, code: "PERMISSION_DENIED" };
  const [account] = await list(owner);
  expect(await owner.client.refused("POST", "/api/user/accounts", { body: { provider: "google" } })).toEqual(refused);
  expect(await owner.client.refused("DELETE", `/api/user/accounts/${account?.id}`)).toEqual(refused);
  expect(await owner.client.refused("POST", "/api/user/password", { body: { currentPassword: "a long enough password", newPassword: "another long password" } })).toEqual(refused);
  expect(await owner.client.refused("POST", "/api/user/email", { body: { email: "taken-over@acme.example" } })).toEqual(refused);
  expect(await owner.client.refused("POST", "/api/user/email/verify", { body: { code: "123456" } })).toEqual(refused);
  expect(await owner.client.refused("POST", "/api/user/deletion", { body: { email: owner.email } })).toEqual(refused);
});
