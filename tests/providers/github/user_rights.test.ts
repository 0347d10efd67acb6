// What a person sees with the App's token: only what that person was given, with the permissions; who loses a right or
// takes the authorization back sees nothing. Octokit asks, and every exchange is held against GitHub's description.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Octokit } from "octokit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GitHubContract } from "./contract.ts";
import { startGitHub, type GitHubSimulator, type Installation, type Repository } from "./index.ts";
import { TEST_APP } from "./test_app.ts";

interface Tokens {
  access_token: string;
  refresh_token: string;
  error?: string;
}

let directory: string;
let github: GitHubSimulator;
let app: App;
let open: Repository;
let secret: Repository;
let other: Repository;
let installation: Installation;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-rights-"));
  github = await startGitHub({ directory, app: { ...TEST_APP, webhookUrl: "http://127.0.0.1:9/" } });
  for (const login of ["reader", "writer", "stranger"]) github.addUser({ login });
  open = await github.createRepository({ owner: "acme-demo", name: "open" });
  secret = await github.createRepository({ owner: "acme-demo", name: "secret", private: true, people: { reader: "read", writer: "maintain" } });
  other = await github.createRepository({ owner: "acme-demo", name: "other", private: true, people: { writer: "write" } });
  installation = github.addInstallation({ account: "acme-demo", repositories: [open, secret] });
  const defaults = Octokit.defaults({ baseUrl: github.apiUrl, retry: { enabled: false }, throttle: { enabled: false } });
  app = new App({ appId: TEST_APP.id, privateKey: github.privateKeyPem, Octokit: defaults });
});

afterAll(async () => {
  const problems = new GitHubContract().problems(github.requests);
  const delivery = github.deliveries.find(({ event }) => event === "github_app_authorization");
  const wrong = delivery === undefined ? ["no webhook of a revocation"] : new GitHubContract().deliveryProblems(delivery);
  await github.close();
  await rm(directory, { recursive: true });
  expect([...problems, ...wrong]).toEqual([]);
});

async function exchange(given: Record<string, string>): Promise<Tokens> {
  const body = new URLSearchParams({ client_id: TEST_APP.clientId, client_secret: TEST_APP.clientSecret, ...given });
  const response = await fetch(`${github.url}/login/oauth/access_token`, { method: "POST", headers: { accept: "application/json" }, body });
  return (await response.json()) as Tokens;
}

async function tokensOf(login: string): Promise<Tokens> {
  const page = new URL("/login/oauth/authorize", github.url);
  page.search = new URLSearchParams({ client_id: TEST_APP.clientId, redirect_uri: TEST_APP.callbackUrl, state: "s" }).toString();
  const back = new URL(await github.authorize(page.href, login));
  expect(back.searchParams.get("state")).toBe("s");
  return exchange({ code: back.searchParams.get("code") ?? "" });
}

const by = (auth: string) => new Octokit({ baseUrl: github.apiUrl, auth, retry: { enabled: false }, throttle: { enabled: false } });

async function listed(octokit: Octokit): Promise<string[]> {
  const { data } = await octokit.request("GET /user/installations");
  const lists = data.installations.map(({ id }) => octokit.request("GET /user/installations/{installation_id}/repositories", { installation_id: id }));
  const repositories = (await Promise.all(lists)).flatMap(({ data: { repositories } }) => repositories);
  return repositories.map(({ name, permissions }) => `${name} ${Object.entries(permissions ?? {}).filter(([, has]) => has).map(([level]) => level).join("+")}`);
}

test("a person's lists have what the person was given, with the permissions", async () => {
  expect(await listed(by((await tokensOf("reader")).access_token))).toEqual(["secret pull"]);
  expect(await listed(by((await tokensOf("writer")).access_token))).toEqual(["secret maintain+push+triage+pull"]);
  expect(await listed(by((await tokensOf("demo-owner")).access_token))).toEqual(["open admin+maintain+push+triage+pull"]);
  const stranger = by((await tokensOf("stranger")).access_token);
  expect(await listed(stranger)).toEqual([]);
  await expect(stranger.request("GET /user/installations/{installation_id}/repositories", { installation_id: installation.id })).rejects.toMatchObject({ status: 404 });
});

test("a repository is there for those who see it, and a private one only where the App is installed", async () => {
  const seen = async (login: string, { id }: Repository) => {
    const octokit = by((await tokensOf(login)).access_token);
    return octokit.request(`GET /repositories/${id}`).then(({ data }) => (data as { permissions: { push: boolean } }).permissions.push, ({ status }: { status: number }) => status);
  };
  expect([await seen("reader", secret), await seen("writer", secret), await seen("stranger", secret)]).toEqual([false, true, 404]);
  expect([await seen("stranger", open), await seen("writer", other)]).toEqual([false, 404]);
});

test("an installation's token asks what a person may do; who has no account may nothing", async () => {
  const octokit = await app.getInstallationOctokit(installation.id);
  const permission = async (repo: string, username: string) => {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", { owner: "acme-demo", repo, username });
    return `${data.permission} ${data.role_name} ${data.user?.login}`;
  };
  expect(await permission("secret", "reader")).toBe("read read reader");
  expect(await permission("secret", "Writer")).toBe("write maintain writer");
  expect(await permission("secret", "stranger")).toBe("none none stranger");
  expect(await permission("open", "stranger")).toBe("read read stranger");
  await expect(permission("secret", "steward-test[bot]")).rejects.toMatchObject({ status: 404 });
  await expect(permission("other", "writer")).rejects.toMatchObject({ status: 404 });
  const reader = by((await tokensOf("reader")).access_token);
  const path = { owner: "acme-demo", repo: "secret", username: "writer" };
  await expect(reader.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", path)).rejects.toMatchObject({ status: 403 });
});

test("a login moves; the account's id stays", async () => {
  const { id } = github.addUser({ login: "before" });
  github.renameUser("before", "after");
  const octokit = await app.getInstallationOctokit(installation.id);
  expect((await octokit.request("GET /user/{account_id}", { account_id: id })).data).toMatchObject({ login: "after", id });
  await expect(octokit.request("GET /user/{account_id}", { account_id: 1 })).rejects.toMatchObject({ status: 404 });
});

test("a refresh token works once and ends the access token; a revocation ends all", async () => {
  const first = await tokensOf("writer");
  const second = await exchange({ grant_type: "refresh_token", refresh_token: first.refresh_token });
  await expect(by(first.access_token).request("GET /user")).rejects.toMatchObject({ status: 401 });
  expect((await by(second.access_token).request("GET /user")).data.login).toBe("writer");
  for (const token of [first.refresh_token, "ghr_made_up", ""]) expect((await exchange({ grant_type: "refresh_token", refresh_token: token })).error).toBe("bad_refresh_token");
  expect((await exchange({ grant_type: "password" })).error).toBe("unsupported_grant_type");

  github.expireUserTokens();
  await expect(by(second.access_token).request("GET /user")).rejects.toMatchObject({ status: 401 });
  const third = await exchange({ grant_type: "refresh_token", refresh_token: second.refresh_token });
  github.revokeAuthorization("writer");
  await expect(by(third.access_token).request("GET /user")).rejects.toMatchObject({ status: 401 });
  expect((await exchange({ grant_type: "refresh_token", refresh_token: third.refresh_token })).error).toBe("bad_refresh_token");
  await github.settled();
});

test("a push needs the right to write", async () => {
  const push = (sender: string) => github.commit(secret, { files: { "a.txt": sender }, message: "Change a", sender });
  await expect(push("reader")).rejects.toThrow("denied to reader");
  await (await push("writer")).deliveries;
});

test.each([
  [{ client_id: TEST_APP.clientId, redirect_uri: TEST_APP.callbackUrl }, "state is missing"],
  [{ client_id: TEST_APP.clientId, state: "s" }, "redirect_uri is missing"],
  [{ client_id: TEST_APP.clientId, redirect_uri: "http://127.0.0.1:9/elsewhere", state: "s" }, "not associated"],
  [{ client_id: TEST_APP.clientId, redirect_uri: TEST_APP.callbackUrl, state: "s", scope: "repo" }, "scope is unknown"],
])("an authorization with %j is refused", async (parameters, words) => {
  await expect(github.authorize(`${github.url}/login/oauth/authorize?${new URLSearchParams(parameters as Record<string, string>).toString()}`, "reader")).rejects.toThrow(words);
});
