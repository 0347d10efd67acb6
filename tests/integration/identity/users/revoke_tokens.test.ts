// Proves that a provider revokes the tokens of an account that is unlinked or deleted, that nobody waits for it, and that a provider that
// fails is asked again; the token stays sealed until then.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { authorize, beginLinkAuthorization, createAccount, followCallback, PROVIDERS, TOKENS, type ProviderId } from "../../support/oauth.ts";
import { deliveryWith, retryNow } from "../../support/outbox.ts";
import { until } from "../../support/poll.ts";
import type { Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const PATHS = { google: "/revoke", slack: "/api/auth.revoke", github: "/token" };

/** Links a new account and resolves with its id. */
async function link(stack: Stack, { client }: Person, provider: ProviderId): Promise<string> {
  const account = createAccount(stack, provider);
  expect(await followCallback(client, await authorize(stack, provider, await beginLinkAuthorization(client, provider), account))).toBe("/user-settings");
  const { items } = await client.ok<{ items: { id: string; provider: string }[] }>("GET", "/api/user/accounts");
  return items.find((item) => item.provider === provider)?.id ?? "";
}

/** What reached a provider's endpoint, with its status. */
function calls({ google, slack, github }: Stack, provider: ProviderId): number[] {
  if (provider === "github") return github.requests.filter(({ method, path }) => method === "DELETE" && path.endsWith(PATHS.github)).map(({ status }) => status);
  const { requests } = { google, slack }[provider];
  return requests.filter(({ path, errorMessage }) => path === PATHS[provider] && errorMessage === null).map(({ status }) => status);
}

const waiting = ({ db }: Stack, accountId: string) => db.prepare("SELECT provider_id, token_sealed FROM token_revocation WHERE id = ?1").bind(accountId).first<{ provider_id: string; token_sealed: string }>();
const revoked = (stack: Stack, accountId: string) => until("the token to be revoked", async () => ((await waiting(stack, accountId)) === null ? true : undefined));
const eventOf = async ({ db }: Stack, accountId: string) => (await db.prepare("SELECT id FROM outbox_event WHERE name = 'account:unlinked' AND payload ->> 'accountId' = ?1").bind(accountId).first<string>("id")) ?? "";

test("the token of an unlinked account is revoked at each provider", async ({ stack, owner }) => {
  for (const provider of PROVIDERS) {
    const accountId = await link(stack, owner, provider);
    const before = calls(stack, provider).length;
    const ended = provider === "github" ? 0 : stack[provider].revoked.length;
    await owner.client.ok("DELETE", `/api/user/accounts/${accountId}`, undefined, 204);
    await revoked(stack, accountId);
    expect(calls(stack, provider).slice(before), provider).toEqual([provider === "github" ? 204 : 200]);
    if (provider !== "github") expect(stack[provider].revoked.length).toBe(ended + 1);
    expect((await deliveryWith(stack, await eventOf(stack, accountId), "revokeToken", "done")).attempts).toBe(1);
  }
});

test("deleting an account revokes its tokens, and a password has none", async ({ stack, owner }) => {
  const accountIds = [await link(stack, owner, "google"), await link(stack, owner, "github")];
  await owner.client.ok("POST", "/api/user/deletion", { email: owner.email }, 204);
  for (const accountId of accountIds) await revoked(stack, accountId);
  const events = await stack.db.prepare("SELECT count(*) AS count FROM outbox_event WHERE name = 'account:unlinked' AND payload ->> 'accountId' IN (SELECT value FROM json_each(?1))").bind(JSON.stringify(accountIds)).first<number>("count");
  expect(events).toBe(2);
});

test("a provider that fails does not keep the account, and is asked again until it answers", async ({ stack, owner }) => {
  const accountId = await link(stack, owner, "google");
  stack.google.fail({ path: /revoke/, status: 503, times: 2 });
  await owner.client.ok("DELETE", `/api/user/accounts/${accountId}`, undefined, 204);
  expect(await owner.client.ok("GET", "/api/user/accounts")).toMatchObject({ items: [{ provider: "credential" }] });
  const eventId = await eventOf(stack, accountId);
  const failed = await deliveryWith(stack, eventId, "revokeToken", "retrying");
  expect(failed.last_error).toContain("503");
  const kept = await waiting(stack, accountId);
  expect(kept).toMatchObject({ provider_id: "google" });
  for (const pattern of TOKENS) {
    expect(kept?.token_sealed).not.toMatch(pattern);
    expect(failed.last_error).not.toMatch(pattern);
  }
  stack.google.recover();
  await retryNow(stack, eventId, "revokeToken");
  await revoked(stack, accountId);
  expect((await deliveryWith(stack, eventId, "revokeToken", "done")).attempts).toBeGreaterThan(1);
});

test("a token that the provider has ended already counts as revoked", async ({ stack, owner }) => {
  for (const provider of PROVIDERS) {
    const accountId = await link(stack, owner, provider);
    stack[provider].endTokens();
    await owner.client.ok("DELETE", `/api/user/accounts/${accountId}`, undefined, 204);
    await revoked(stack, accountId);
  }
});

test("an account that cannot be unlinked keeps its token", async ({ stack, owner }) => {
  const accountId = await link(stack, owner, "slack");
  const { items } = await owner.client.ok<{ items: { id: string; provider: string }[] }>("GET", "/api/user/accounts");
  await owner.client.ok("DELETE", `/api/user/accounts/${items.find(({ provider }) => provider === "credential")?.id}`, undefined, 204);
  expect(await owner.client.refused("DELETE", `/api/user/accounts/${accountId}`)).toEqual({ status: 409, code: "LAST_ACCOUNT" });
  expect([await waiting(stack, accountId), await eventOf(stack, accountId)]).toEqual([null, ""]);
});
