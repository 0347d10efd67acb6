// Proves that an account at Google, GitHub or Slack signs in its user, enters an account by its address only where the provider is the
// authority for it, and creates a new user otherwise, and that no token can be read anywhere.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { added } from "../../support/added.ts";
import { Client } from "../../support/client.ts";
import { dump } from "../../support/database.ts";
import { newId } from "../../support/ids.ts";
import { newEmail, proveEmail, type Me } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { ADMIN_EMAIL_DOMAINS, test } from "../../support/test.ts";
import { PROVIDERS, TOKENS, beginAuthorization, followCallback, authorize, createAccount, signInWith } from "../../support/oauth.ts";

const me = (client: Client) => client.ok<Me & { user: { emailVerified: boolean; hasPassword: boolean } }>("GET", "/api/auth/me");
const users = ({ db }: Stack, email: string) => db.prepare("SELECT count(*) AS count FROM user WHERE email = ?1").bind(email).first<number>("count");
const accounts = ({ db }: Stack, userId: string) =>
  db.prepare("SELECT id, provider_id, account_id, label, access_token_sealed, scope FROM account WHERE user_id = ?1 ORDER BY provider_id").bind(userId).all<Record<string, string | null>>();

test("the configured providers are listed in a fixed order", async ({ stack }) => {
  const { items, signUp } = await new Client(stack.url).ok<{ items: unknown[]; signUp: string }>("GET", "/api/auth/providers");
  expect(signUp).toBe("open");
  expect(items).toEqual([{ id: "google", name: "Google" }, { id: "github", name: "GitHub" }, { id: "slack", name: "Slack" }]);
});

for (const provider of PROVIDERS) {
  test(`${provider}: a new account creates a user with an organization, and signs in the same user later`, async ({ stack }) => {
    const account = createAccount(stack, provider, { name: "Ada of Acme" });
    const { client, page } = await signInWith(stack, provider, account, undefined, "/device?user_code=BCDF-2345");
    expect(page).toBe("/device?user_code=BCDF-2345");
    const first = await me(client);
    expect(first.user).toMatchObject({ email: account.email, name: "Ada of Acme", emailVerified: provider === "google", emailProven: provider === "google", hasPassword: false });
    expect(first.organizations).toMatchObject([{ role: "owner", estates: [{ name: "Default" }] }]);
    const { results } = await accounts(stack, first.user.id);
    expect(results).toEqual([
      {
        id: expect.stringMatching(/^acc_/),
        provider_id: provider,
        account_id: expect.stringMatching(provider === "slack" ? /^T0STEWARD1:U0[A-Z0-9]{9}$/ : /^\d+$/),
        label: provider === "github" ? account.key : account.email,
        access_token_sealed: expect.stringMatching(/^k1\./),
        scope: provider === "slack" ? null : expect.any(String),
      },
    ]);

    const again = await signInWith(stack, provider, account);
    expect(again.page).toBe("/");
    expect((await me(again.client)).user.id).toBe(first.user.id);
    expect((await accounts(stack, first.user.id)).results.length).toBe(1);
    const lines = await stack.db.prepare("SELECT actor_id, detail FROM audit_log WHERE action = 'auth.finishOAuth' AND resource_id = ?1 ORDER BY position").bind(first.user.id).all<{ actor_id: string; detail: string }>();
    expect(lines.results.map(({ actor_id, detail }) => [actor_id, JSON.parse(detail)])).toEqual([
      [first.user.id, { after: { provider, outcome: "signed_up" } }],
      [first.user.id, { after: { provider, outcome: "signed_in" } }],
    ]);
  });

  const isAuthority = provider === "google";
  test(`${provider}: the address of an account ${isAuthority ? "signs in its user, who gets a mail, as Google hosts the mailbox" : "lets nobody into it, whatever the provider has verified"}`, async ({ stack, owner }) => {
    const account = createAccount(stack, provider, { email: owner.email });
    const { client, page } = await signInWith(stack, provider, account);
    expect(page).toBe(isAuthority ? "/" : "/login?problem=account_exists");
    const { results } = await accounts(stack, owner.userId);
    expect(results.map((row) => row["provider_id"])).toEqual(isAuthority ? ["credential", provider] : ["credential"]);
    if (!isAuthority) {
      expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
      return;
    }
    expect((await me(client)).user.id).toBe(owner.userId);
    await stack.mail.waitFor({ to: owner.email, kind: "new_sign_in_method" });
  });

  test(`${provider}: an unverified address creates no user and reveals no account`, async ({ stack, owner }) => {
    const nobody = createAccount(stack, provider, { emailVerified: false });
    const somebody = createAccount(stack, provider, { email: owner.email, emailVerified: false });
    for (const account of [nobody, somebody]) {
      const { client, page } = await signInWith(stack, provider, account);
      expect(page).toBe("/login?problem=email_unverified");
      expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
    }
    expect(await users(stack, nobody.email)).toBe(0);
    expect((await accounts(stack, owner.userId)).results.length).toBe(1);
  });
}

test("an address that is unverified here is not taken over", async ({ stack, owner }) => {
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(owner.userId).run();
  const { client, page } = await signInWith(stack, "google", createAccount(stack, "google", { email: owner.email }));
  expect(page).toBe("/login?problem=account_exists");
  expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await accounts(stack, owner.userId)).results.length).toBe(1);
});

test("who signs up by a provider with another's address loses the account when its owner opens a link in the mailbox", async ({ stack }) => {
  const account = createAccount(stack, "github", { email: newEmail() });
  const { client } = await signInWith(stack, "github", account);
  const { user } = await me(client);
  const victim = await proveEmail(stack, account);
  expect((await me(victim)).user).toMatchObject({ id: user.id, emailVerified: true, emailProven: true });
  expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
  expect((await accounts(stack, user.id)).results).toEqual([]);
  expect((await signInWith(stack, "github", account)).page).toBe("/login?problem=account_exists");
});

test("a provider that is not the authority for a domain confers neither its organization nor administration", async ({ stack, owner }) => {
  const domain = ADMIN_EMAIL_DOMAINS[0] ?? "";
  await stack.db
    .prepare("INSERT INTO organization_domain (id, organization_id, domain, challenge, verified_at, auto_join, role, created_at, updated_at) VALUES (?1, ?2, ?3, 'x', 1, 1, 'viewer', 1, 1)")
    .bind(newId("dom"), owner.organizationId, domain)
    .run();
  for (const provider of ["github", "slack"] as const) {
    const { client } = await signInWith(stack, provider, createAccount(stack, provider, { email: newEmail(domain) }));
    expect((await me(client)).user.role, provider).toBe("user");
    expect((await me(client)).organizations, provider).toMatchObject([{ role: "owner" }]);
    expect(await client.refused("POST", `/api/organizations/${owner.organizationId}/join`), provider).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  const { client } = await signInWith(stack, "google", createAccount(stack, "google", { email: newEmail(domain) }));
  expect((await me(client)).user.role).toBe("admin");
});

test("a banned user is refused, by account and by address", async ({ stack, owner }) => {
  const account = createAccount(stack, "google");
  const { client } = await signInWith(stack, "google", account);
  const { user } = await me(client);
  const ban = (id: string, until: number | null) => stack.db.prepare("UPDATE user SET banned = 1, ban_expires_at = ?2 WHERE id = ?1").bind(id, until).run();
  await ban(user.id, null);
  await ban(owner.userId, Date.now() + 60_000);
  expect((await signInWith(stack, "google", account)).page).toBe("/login?problem=banned");
  expect((await signInWith(stack, "google", createAccount(stack, "google", { email: owner.email }))).page).toBe("/login?problem=banned");
  await ban(user.id, Date.now() - 1);
  expect((await signInWith(stack, "google", account)).page).toBe("/");
});

test("a new account that signs in concurrently creates one user", async ({ stack }) => {
  const account = createAccount(stack, "google");
  const clients = [new Client(stack.url), new Client(stack.url), new Client(stack.url)];
  const callbackUrls = await Promise.all(clients.map(async (client) => authorize(stack, "google", await beginAuthorization(client, "google"), account)));
  const pages = await Promise.all(clients.map((client, index) => followCallback(client, callbackUrls[index] ?? "")));
  expect(pages).toEqual(["/", "/", "/"]);
  const ids = await Promise.all(clients.map(async (client) => (await me(client)).user.id));
  expect(new Set(ids).size).toBe(1);
  expect(await users(stack, account.email)).toBe(1);
  const { organizations } = await me(clients[0] ?? new Client(stack.url));
  expect(organizations.length).toBe(1);
});

test("a changed address at the provider changes nothing here", async ({ stack }) => {
  const account = createAccount(stack, "google");
  const { client } = await signInWith(stack, "google", account);
  const { user } = await me(client);
  stack.google.updateAccount(account.key, { email: "renamed@acme.example" });
  const again = await signInWith(stack, "google", { ...account, key: "renamed@acme.example" });
  expect((await me(again.client)).user).toMatchObject({ id: user.id, email: account.email });
});

test("no provider token is in any row or log line, and every request to a provider is valid", async ({ stack }) => {
  const [logged, atGoogle, atSlack] = [added(stack.lines), added(stack.google.requests), added(stack.slack.requests)];
  for (const provider of PROVIDERS) expect((await signInWith(stack, provider, createAccount(stack, provider))).page).toBe("/");
  for (const provider of PROVIDERS) await until(`the log of ${provider}`, () => logged().some((line) => line.includes(`/api/auth/oauth/${provider}/callback`)));
  const places = { rows: JSON.stringify(await dump(stack)), log: stack.lines.join("\n") };
  for (const [place, text] of Object.entries(places)) for (const pattern of TOKENS) expect(pattern.exec(text)?.[0], `${pattern} in ${place}`).toBeUndefined();
  for (const requests of [atGoogle(), atSlack()]) {
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.filter(({ errorMessage }) => errorMessage !== null)).toEqual([]);
  }
});

test("a new user of a domain with auto-join joins its organization and gets none of their own", async ({ stack, owner }) => {
  const domain = `${owner.organizationId.slice(-12)}.example`;
  await stack.db
    .prepare("INSERT INTO organization_domain (id, organization_id, domain, challenge, verified_at, auto_join, role, created_at, updated_at) VALUES (?1, ?2, ?3, 'x', 1, 1, 'viewer', 1, 1)")
    .bind(`dom_${owner.organizationId.slice(4)}`, owner.organizationId, domain)
    .run();
  const { client, page } = await signInWith(stack, "google", createAccount(stack, "google", { email: `ada@${domain}` }));
  expect(page).toBe("/");
  expect((await me(client)).organizations).toMatchObject([{ id: owner.organizationId, role: "viewer" }]);
  const unproven = await signInWith(stack, "google", createAccount(stack, "google", { email: `eve@${domain}`, emailVerified: false }));
  expect(unproven.page).toBe("/login?problem=email_unverified");
});
