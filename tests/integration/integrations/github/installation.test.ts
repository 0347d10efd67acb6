// Proves that the App's installation is accepted once, within ten minutes, from the user who began it, and that the user's tokens are
// sealed.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { configuration } from "../../support/builds.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const page = ({ organizationId, estateId }: Person) => `/${organizationId}/${estateId}/repository`;

async function begin({ client, estateId }: Person): Promise<string> {
  const { installationUrl } = await client.ok<{ installationUrl: string }>("POST", `/api/estates/${estateId}/github/installation`, undefined, 200);
  return new URL(installationUrl).searchParams.get("state") ?? "";
}

/** The page that GitHub's callback redirects to. */
async function back({ client }: Person, query: Record<string, string>): Promise<string | null> {
  const { status, headers } = await client.call("GET", `/api/integrations/github/callback?${new URLSearchParams(query)}`);
  expect(status).toBe(303);
  return headers.get("location");
}

async function installed({ github }: Stack, account: string): Promise<string> {
  await github.createRepository({ owner: account, name: "settings", files: configuration({}) });
  return String(github.addInstallation({ account }).id);
}

const accounts = ({ db }: Stack, person: Person) =>
  db.prepare("SELECT account_id, access_token_sealed, refresh_token_sealed, scope FROM account WHERE user_id = ?1 AND provider_id = 'github-app'").bind(person.userId).all();

const authorizations = ({ db }: Stack, person: Person) =>
  db.prepare("SELECT account_id, label, access_token_sealed, refresh_token_sealed, access_token_expires_at FROM account WHERE user_id = ?1 AND provider_id = 'github-user'").bind(person.userId).all();

test("an installation stores an account that the estate may use, and the user's sealed authorization", async ({ stack, owner }) => {
  const installation = await installed(stack, "acme-there-and-back");
  const { installationUrl } = await owner.client.ok<{ installationUrl: string }>("POST", `/api/estates/${owner.estateId}/github/installation`, undefined, 200);
  expect(installationUrl).toMatch(new RegExp(`^${stack.github.url}/apps/steward-development/installations/new\\?state=[\\w-]{43}$`));
  const state = new URL(installationUrl).searchParams.get("state") ?? "";
  const stored = await stack.db.prepare("SELECT identifier, expires_at - created_at AS life FROM verification WHERE json_extract(value, '$.userId') = ?1").bind(owner.userId).all<{ identifier: string; life: number }>();
  expect(stored.results).toEqual([{ identifier: expect.stringMatching(/^github-installation:[0-9a-f]{64}$/), life: 600_000 }]);
  expect(stored.results[0]?.identifier).not.toContain(state);

  const code = stack.github.newCode();
  expect(await back(owner, { code, installation_id: installation, state, setup_action: "install" })).toBe(page(owner));
  const { results } = await accounts(stack, owner);
  expect(results).toEqual([{ account_id: installation, access_token_sealed: null, refresh_token_sealed: null, scope: expect.stringContaining("contents:") }]);
  const { viewer } = stack.github;
  expect((await authorizations(stack, owner)).results).toEqual([{ account_id: String(viewer.id), label: viewer.login, access_token_sealed: expect.stringMatching(/^k1\./), refresh_token_sealed: expect.stringMatching(/^k1\./), access_token_expires_at: expect.any(Number) }]);
  expect(await owner.client.ok("GET", `/api/estates/${owner.estateId}/github/repositories`)).toMatchObject({ installed: true, nextPage: null, items: [{ fullName: "acme-there-and-back/settings", installationId: installation, defaultBranch: "main", private: false }] });

  expect(await back(owner, { code: stack.github.newCode(), installation_id: installation, state })).toBe("/?error=VALIDATION_ERROR");
  expect(await back(owner, { code: stack.github.newCode(), installation_id: installation, state: await begin(owner), setup_action: "update" })).toBe(page(owner));
  expect((await accounts(stack, owner)).results.length).toBe(1);
  expect((await authorizations(stack, owner)).results.length).toBe(1);
});

test("a foreign, expired, invented or missing state is refused", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const installation = await installed(stack, "acme-state");
  const come = (person: Person, state: string) => back(person, { code: stack.github.newCode(), installation_id: installation, state });
  expect(await come(other, await begin(owner))).toBe(`${page(owner)}?error=PERMISSION_DENIED`);
  const late = await begin(owner);
  await stack.db.prepare("UPDATE verification SET expires_at = ?2 WHERE json_extract(value, '$.userId') = ?1").bind(owner.userId, Date.now() - 1).run();
  for (const state of [late, "x".repeat(43), "x", "https://elsewhere.example"]) expect(await come(owner, state), state).toBe("/?error=VALIDATION_ERROR");
  expect(await back(owner, { code: stack.github.newCode(), installation_id: installation })).toBe("/?error=VALIDATION_ERROR");
  expect(await back(owner, { installation_id: installation, setup_action: "update" })).toBe("/");
  expect(await back(owner, { code: stack.github.newCode(), installation_id: installation, setup_action: "install" })).toBe("/?error=INSTALLED_ON_GITHUB");
  expect(await back(owner, { setup_action: "request" })).toBe("/?error=APPROVAL_REQUESTED");
  expect((await accounts(stack, owner)).results).toEqual([]);
  expect((await accounts(stack, other)).results).toEqual([]);
});

test("an invalid code or installation and a pending approval end on the page with the reason", async ({ stack, owner }) => {
  const installation = await installed(stack, "acme-code");
  const come = async (query: Record<string, string>) => back(owner, { code: stack.github.newCode(), installation_id: installation, ...query, state: await begin(owner) });
  const ends = (code: string) => `${page(owner)}?error=${code}`;
  expect(await come({ installation_id: "999999" })).toBe(ends("VALIDATION_ERROR"));
  expect(await come({ installation_id: "many" })).toBe(ends("VALIDATION_ERROR"));
  expect(await come({ code: "" })).toBe(ends("VALIDATION_ERROR"));
  expect(await come({ code: "made-up" })).toMatch(/error=(VALIDATION_ERROR|EXTERNAL_API_ERROR)$/);
  expect(await come({ setup_action: "request" })).toBe(ends("CONFLICT"));
  const used = stack.github.newCode();
  expect(await come({ code: used })).toBe(page(owner));
  expect(await come({ code: used })).toMatch(/error=(VALIDATION_ERROR|EXTERNAL_API_ERROR)$/);
});

test("a user who lost the permission meanwhile is refused", async ({ stack, owner }) => {
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "member");
  const installation = await installed(stack, "acme-lost-right");
  const there = { ...member, organizationId: owner.organizationId, estateId: owner.estateId };
  const state = await begin(there);
  await stack.db.prepare("UPDATE organization_user_membership SET role = 'viewer' WHERE user_id = ?1 AND organization_id = ?2").bind(member.userId, owner.organizationId).run();
  expect(await back(there, { code: stack.github.newCode(), installation_id: installation, state })).toBe(`${page(there)}?error=PERMISSION_DENIED`);
  expect((await accounts(stack, member)).results).toEqual([]);
});
