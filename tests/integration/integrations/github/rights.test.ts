// Proves that an installation gives nobody more than their own rights at GitHub: a user who can see one of its repositories lists and
// connects only those that they may write to, and an authorization is the user's own.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { authorizeGitHub, configuration, repositoryOf } from "../../support/builds.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import { impersonatorOf } from "../../tenants/tenant.ts";

const REQUIRED = { status: 409, code: "GITHUB_AUTHORIZATION_REQUIRED" };
const UNWRITABLE = { status: 409, code: "GITHUB_WRITE_ACCESS_REQUIRED" };

const names = async ({ client, estateId }: Person) => (await client.ok<{ items: { fullName: string }[] }>("GET", `/api/estates/${estateId}/github/repositories`)).items.map(({ fullName }) => fullName.split("/")[1]);

/** A login that nobody has. */
const newLogin = ({ estateId }: Person, name: string) => `${name}-${estateId.slice(-8)}`;

/** The account of an owner, with the App on three repositories, of which somebody else reads one and writes to another. */
async function shared(stack: Stack, owner: Person) {
  const open = await repositoryOf(stack, owner, configuration({ open: 1 }));
  const { login } = stack.github.addUser({ login: newLogin(owner, "deputy") });
  const secret = await stack.github.createRepository({ owner: open.owner, name: "secret", private: true, files: configuration({ secret: 1 }) });
  const mine = await stack.github.createRepository({ owner: open.owner, name: "mine", private: true, files: configuration({ mine: 1 }), people: { [login]: "write" } });
  stack.github.setPermission(open, login, "read");
  const installation = stack.github.installations().find(({ account }) => account === open.owner);
  return { open, secret, mine, login, installationId: String(installation?.id) };
}

/** GitHub's own redirect with the installation's id replaced by one that the person merely sees. */
async function claim(stack: Stack, { client, estateId }: Person, login: string, installationId: string): Promise<string | null> {
  const { installationUrl } = await client.ok<{ installationUrl: string }>("POST", `/api/estates/${estateId}/github/installation`, undefined, 200);
  const query = new URLSearchParams({ code: stack.github.newCode(login), installation_id: installationId, setup_action: "install", state: new URL(installationUrl).searchParams.get("state") ?? "" });
  return (await client.call("GET", `/api/integrations/github/callback?${query}`)).headers.get("location");
}

test("who may read one repository of a foreign installation neither lists nor connects the others with it", async ({ stack, owner }) => {
  const { open, secret, mine, login, installationId } = await shared(stack, owner);
  const attacker = await signUp(stack);
  expect(await claim(stack, attacker, login, installationId)).not.toContain("error");
  expect(await names(attacker)).toEqual(["mine"]);
  const path = `/api/estates/${attacker.estateId}`;
  expect(await attacker.client.refused("PUT", `${path}/repository`, { body: { repositoryId: secret.id } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "repositoryId" });
  expect(await attacker.client.refused("PUT", `${path}/repository`, { body: { repositoryId: open.id } })).toEqual(UNWRITABLE);
  expect(await attacker.client.refused("GET", `${path}/github/repositories/${secret.id}/branches`)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await attacker.client.refused("GET", `${path}/github/repositories/${open.id}/branches`)).toEqual(UNWRITABLE);
  expect(await attacker.client.refused("GET", `${path}/repository`)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect((await attacker.client.ok<{ items: { name: string }[] }>("GET", `${path}/github/repositories/${mine.id}/branches`)).items.map(({ name }) => name)).toEqual(["main"]);
  const asked = stack.github.requests.filter(({ path: at, body }) => at.endsWith("/access_tokens") && body.includes(String(secret.id)));
  expect(asked, "no token was created for the hidden repository").toEqual([]);

  stack.github.setPermission(mine, login, "triage");
  expect(await names(attacker)).toEqual([]);
  expect(await attacker.client.refused("PUT", `${path}/repository`, { body: { repositoryId: mine.id } })).toEqual(UNWRITABLE);
  stack.github.setPermission(mine, login, null);
  expect(await attacker.client.refused("GET", `${path}/github/repositories/${mine.id}/branches`)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await claim(stack, attacker, stack.github.addUser({ login: newLogin(owner, "stranger") }).login, installationId)).toContain("?error=VALIDATION_ERROR");
});

test("a public repository outside of the estate's installations is not connected by anybody who may read it", async ({ stack, owner }) => {
  await repositoryOf(stack, owner, configuration({}));
  const foreign = await stack.github.createRepository({ owner: newLogin(owner, "acme"), name: "public", files: configuration({}) });
  stack.github.addInstallation({ account: foreign.owner });
  const path = `/api/estates/${owner.estateId}`;
  expect(await owner.client.refused("PUT", `${path}/repository`, { body: { repositoryId: foreign.id } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "repositoryId" });
  expect(await owner.client.refused("GET", `${path}/github/repositories/${foreign.id}/branches`)).toEqual({ status: 404, code: "NOT_FOUND" });
});

test("a colleague uses the organization's installation with their own rights, and not before they authorize", async ({ stack, owner }) => {
  const { secret, mine, login } = await shared(stack, owner);
  expect((await names(owner)).toSorted()).toEqual(["secret", "settings"]);
  const colleague = await signUp(stack);
  await join(stack, colleague, owner.organizationId, "member");
  const there = { ...colleague, organizationId: owner.organizationId, estateId: owner.estateId };
  const path = `/api/estates/${owner.estateId}`;
  for (const [method, at, body] of [["GET", "/github/repositories"], ["GET", `/github/repositories/${secret.id}/branches`], ["PUT", "/repository", { repositoryId: secret.id }]] as const) {
    expect(await there.client.refused(method, `${path}${at}`, body === undefined ? {} : { body }), at).toEqual(REQUIRED);
  }
  expect(await authorizeGitHub(stack, there, login)).toBe(`/${owner.organizationId}/${owner.estateId}/repository`);
  expect(await names(there)).toEqual(["mine"]);
  expect(await names(owner)).not.toContain("mine");
  const { repository } = await there.client.ok<{ repository: { fullName: string } }>("PUT", `${path}/repository`, { repositoryId: mine.id }, 200);
  expect(repository.fullName).toBe(`${mine.owner}/mine`);
  const audit = await stack.db.prepare("SELECT action FROM audit_log WHERE actor_id = ?1 AND estate_id = ?2 ORDER BY action").bind(colleague.userId, owner.estateId).all();
  expect(audit.results.map(({ action }) => action)).toEqual(["estate.triggerRebuild", "integrations.authorizeGithub", "integrations.setGithubRepoForEstate", "integrations.startGithubAuthorization"]);
});

test("a state is good for its own flow and user, and a refusal at GitHub authorizes nothing", async ({ stack, owner }) => {
  const { login, installationId } = await shared(stack, owner);
  const begin = async ({ client, estateId }: Person) => new URL((await client.ok<{ authorizationUrl: string }>("POST", `/api/estates/${estateId}/github/authorization`, undefined, 200)).authorizationUrl);
  const end = async ({ client }: Person, query: Record<string, string>) => (await client.call("GET", `/api/integrations/github/callback?${new URLSearchParams(query)}`)).headers.get("location");
  const authorized = async ({ userId }: Person) => stack.db.prepare("SELECT label FROM account WHERE user_id = ?1 AND provider_id = 'github-user'").bind(userId).first("label");
  const victim = await signUp(stack);
  const page = await begin(owner);
  expect([page.origin, page.pathname, page.searchParams.get("redirect_uri")]).toEqual([stack.github.url, "/login/oauth/authorize", `${stack.url}/api/integrations/github/callback`]);

  // somebody else's browser is sent back with a code of the attacker
  const state = page.searchParams.get("state") ?? "";
  expect(await end(victim, { code: stack.github.newCode(login), state })).toContain("?error=PERMISSION_DENIED");
  expect(await authorized(victim)).toBe(null);
  expect(await end(owner, { code: stack.github.newCode(), state }), "a state works once").toBe("/?error=VALIDATION_ERROR");
  const other = (await begin(owner)).searchParams.get("state") ?? "";
  expect(await end(owner, { code: stack.github.newCode(), state: other, installation_id: installationId }), "not the installation's state").toBe("/?error=VALIDATION_ERROR");

  const denied = new URL(await stack.github.deny((await begin(victim)).href));
  expect(await end(victim, Object.fromEntries(denied.searchParams))).toContain("?error=VALIDATION_ERROR");
  expect(await authorized(victim)).toBe(null);
  await authorizeGitHub(stack, owner, login);
  expect(await authorized(owner), "another GitHub account takes the place of the first").toBe(login);
  expect(await names(owner)).toEqual(["mine"]);
});

test("an administrator who impersonates the user does not act with the user's authorization", async ({ stack, owner }) => {
  const { secret } = await shared(stack, owner);
  const client = await impersonatorOf(stack, owner);
  const path = `/api/estates/${owner.estateId}`;
  for (const at of ["/github/repositories", `/github/repositories/${secret.id}/branches`]) expect(await client.refused("GET", `${path}${at}`), at).toEqual(REQUIRED);
  expect(await client.refused("PUT", `${path}/repository`, { body: { repositoryId: secret.id } })).toEqual(REQUIRED);
  expect((await names(owner)).length, "the authorization is kept").toBe(2);
});
