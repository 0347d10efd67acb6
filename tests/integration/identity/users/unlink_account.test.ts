// Proves that sign-in accounts are removed down to the last one, which stays, also concurrently.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { Client } from "../../support/client.ts";
import { newId } from "../../support/ids.ts";
import { signInAgain, signUp, type Me, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import { beginLinkAuthorization, followCallback, authorize, createAccount, signInWith, type ProviderId } from "../../support/oauth.ts";

interface Accounts {
  items: { id: string; provider: string; label: string | null; createdAt: string }[];
}

const NOT_FOUND = { status: 404, code: "NOT_FOUND" };
const list = async ({ client }: { client: Client }) => (await client.ok<Accounts>("GET", "/api/user/accounts")).items;

/** Links a new account at a provider; resolves with the page that it ends on. */
async function link(stack: Stack, { client }: { client: Client }, provider: ProviderId, person = createAccount(stack, provider), returnUrl?: string): Promise<string> {
  return followCallback(client, await authorize(stack, provider, await beginLinkAuthorization(client, provider, returnUrl), person));
}

test("a removed account no longer signs in, and the last one cannot be removed", async ({ stack, owner }) => {
  const person = createAccount(stack, "github");
  expect(await link(stack, owner, "github", person)).toBe("/user-settings");
  const [password, github] = await list(owner);
  await owner.client.ok("DELETE", `/api/user/accounts/${password?.id}`, undefined, 204);
  expect((await owner.client.ok<Me>("GET", "/api/auth/me")).user.hasPassword).toBe(false);
  await expect(signInAgain(stack, owner)).rejects.toThrow(/401/);
  expect(await owner.client.refused("DELETE", `/api/user/accounts/${password?.id}`)).toEqual(NOT_FOUND);
  expect(await owner.client.refused("DELETE", `/api/user/accounts/${github?.id}`)).toEqual({ status: 409, code: "LAST_ACCOUNT" });
  expect((await signInWith(stack, "github", person)).page).toBe("/");
});

test("of two accounts that are removed concurrently one stays", async ({ stack }) => {
  for (let round = 0; round < 5; round += 1) {
    const person: Person = await signUp(stack);
    expect(await link(stack, person, "google")).toBe("/user-settings");
    const items = await list(person);
    const answers = await Promise.all(items.map(({ id }) => person.client.call("DELETE", `/api/user/accounts/${id}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect((await list(person)).length).toBe(1);
    const lines = await stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE action = 'user.unlinkAccount' AND actor_id = ?1").bind(person.userId).first<number>("count");
    expect(lines).toBe(1);
  }
});

test("another user's account, an App's installation and invalid ids are not found", async ({ stack, owner }) => {
  const stranger = await signUp(stack);
  expect(await link(stack, owner, "google")).toBe("/user-settings");
  const [foreign] = await list(stranger);
  const ofApp = newId("acc");
  await stack.db.prepare("INSERT INTO account (id, user_id, provider_id, account_id, created_at, updated_at) VALUES (?2, ?1, 'github-app', ?2, 1, 1)").bind(owner.userId, ofApp).run();
  for (const id of [foreign?.id ?? "", ofApp, newId("acc"), "x"]) {
    expect(await owner.client.refused("DELETE", `/api/user/accounts/${id}`), id).toEqual(NOT_FOUND);
  }
  expect((await list(stranger)).length).toBe(1);
  expect((await list(owner)).map(({ provider }) => provider)).toEqual(["credential", "google"]);
});
