// A GitHub App's whole way through the simulator with GitHub's own client libraries, every exchange held against
// GitHub's published OpenAPI description.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Octokit } from "octokit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GitHubContract } from "./contract.ts";
import { startGitHub, type GitHubSimulator, type Installation, type Repository } from "./index.ts";
import { TEST_APP } from "./test_app.ts";

let directory: string;
let github: GitHubSimulator;
let app: App;
let hello: Repository;
let secret: Repository;
let installation: Installation;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-github-"));
  github = await startGitHub({ directory, app: { ...TEST_APP, webhookUrl: "http://127.0.0.1:9/" } });
  hello = await github.createRepository({ owner: "acme-demo", name: "hello", files: { "README.md": "# Hello\n", "src/a.ts": "1\n" } });
  secret = await github.createRepository({ owner: "acme-demo", name: "secret", private: true, files: { "a.txt": "a\n" } });
  await github.createRepository({ owner: "acme-demo", name: "elsewhere", private: true });
  installation = github.addInstallation({ account: "acme-demo", repositories: [hello, secret] });
  app = new App({
    appId: TEST_APP.id,
    privateKey: github.privateKeyPem,
    oauth: { clientId: TEST_APP.clientId, clientSecret: TEST_APP.clientSecret },
    Octokit: Octokit.defaults({ baseUrl: github.apiUrl, retry: { enabled: false }, throttle: { enabled: false } }),
  });
});

afterAll(async () => {
  const problems = new GitHubContract().problems(github.requests);
  await github.close();
  await rm(directory, { recursive: true });
  expect(problems).toEqual([]);
});

test("the App sees itself and its installations", async () => {
  const { data } = await app.octokit.request("GET /app");
  expect(data).toMatchObject({ id: TEST_APP.id, slug: TEST_APP.slug, permissions: { contents: "read" }, installations_count: 1 });
  const found: number[] = [];
  for await (const { installation: one } of app.eachInstallation.iterator()) found.push(one.id);
  expect(found).toEqual([installation.id]);
  const one = await app.octokit.request("GET /repos/{owner}/{repo}/installation", { owner: "acme-demo", repo: "secret" });
  expect(one.data).toMatchObject({ id: installation.id, repository_selection: "selected", target_type: "Organization" });
});

test("an installation reads the repositories it was given, and no others", async () => {
  const octokit = await app.getInstallationOctokit(installation.id);
  const { data } = await octokit.request("GET /installation/repositories");
  expect(data.repositories.map(({ full_name }) => full_name)).toEqual(["acme-demo/hello", "acme-demo/secret"]);
  const one = await octokit.request("GET /repos/{owner}/{repo}", { owner: "acme-demo", repo: "secret" });
  expect(one.data).toMatchObject({ id: secret.id, private: true, default_branch: "main", visibility: "private" });
  const foreign = octokit.request("GET /repos/{owner}/{repo}", { owner: "acme-demo", repo: "elsewhere" });
  await expect(foreign).rejects.toMatchObject({ status: 404, response: { data: { message: "Not Found", status: "404" } } });
});

test("a token narrowed to one repository sees that one only", async () => {
  const { data } = await app.octokit.request("POST /app/installations/{installation_id}/access_tokens", {
    installation_id: installation.id,
    repository_ids: [secret.id],
    permissions: { contents: "read" },
  });
  expect(data.token).toMatch(/^ghs_[A-Za-z0-9]{36}$/);
  expect(Date.parse(data.expires_at) - Date.now()).toBeGreaterThan(59 * 60 * 1000);
  expect(data).toMatchObject({ repository_selection: "selected", permissions: { contents: "read", metadata: "read" } });
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: data.token });
  const listed = await octokit.request("GET /installation/repositories");
  expect(listed.data.repositories.map(({ id }) => id)).toEqual([secret.id]);
  await octokit.request("DELETE /installation/token");
  await expect(octokit.request("GET /installation/repositories")).rejects.toMatchObject({ status: 401 });
});

test("a token is refused for what the installation does not have", async () => {
  const mint = (body: object) =>
    app.octokit.request("POST /app/installations/{installation_id}/access_tokens", { installation_id: installation.id, ...body });
  await expect(mint({ repository_ids: [hello.id + 1000] })).rejects.toMatchObject({ status: 422 });
  await expect(mint({ permissions: { contents: "write" } })).rejects.toMatchObject({ status: 422 });
  await expect(mint({ permissions: { issues: "read" } })).rejects.toMatchObject({ status: 422 });
  const other = app.octokit.request("POST /app/installations/{installation_id}/access_tokens", { installation_id: 1 });
  await expect(other).rejects.toMatchObject({ status: 404 });
});

test("branches and commits are those of the git repository", async () => {
  const first = await github.commit(hello, { branch: "feature/x", files: { "new.txt": "one\ntwo\n" }, message: "Add a file\n\nBecause." });
  const octokit = await app.getInstallationOctokit(installation.id);
  const at = { owner: "acme-demo", repo: "hello" };
  const branches = await octokit.request("GET /repos/{owner}/{repo}/branches", at);
  expect(branches.data.map(({ name }) => name)).toEqual(["feature/x", "main"]);
  const branch = await octokit.request("GET /repos/{owner}/{repo}/branches/{branch}", { ...at, branch: "feature/x" });
  expect(branch.data.commit).toMatchObject({
    sha: first.sha,
    commit: { message: "Add a file\n\nBecause.", author: { name: "Demo Owner" } },
    author: { login: "demo-owner" },
    stats: { additions: 2, deletions: 0 },
    files: [{ filename: "new.txt", status: "added" }],
  });
  for (const ref of ["main", "heads/main", branches.data[1]?.commit.sha ?? "", (branches.data[1]?.commit.sha ?? "").slice(0, 8)]) {
    const commit = await octokit.request("GET /repos/{owner}/{repo}/commits/{ref}", { ...at, ref });
    expect(commit.data.sha).toBe(branches.data[1]?.commit.sha);
  }
  await expect(octokit.request("GET /repos/{owner}/{repo}/commits/{ref}", { ...at, ref: "0".repeat(40) })).rejects.toMatchObject({ status: 422 });
  await expect(octokit.request("GET /repos/{owner}/{repo}/branches/{branch}", { ...at, branch: "nope" })).rejects.toMatchObject({ status: 404 });
  const byId = await octokit.request(`GET /repositories/${hello.id}/commits/main`);
  expect(byId.status).toBe(200);
});

test("lists are paged with a Link header that Octokit follows", async () => {
  for (let at = 0; at < 5; at++) await github.updateReference(hello, `refs/heads/page-${at}`, (await github.commit(hello, { files: {}, message: `${at}` })).sha);
  const octokit = await app.getInstallationOctokit(installation.id);
  const pages: number[] = [];
  for await (const { data } of octokit.paginate.iterator("GET /repos/{owner}/{repo}/branches", { owner: "acme-demo", repo: "hello", per_page: 3 })) {
    pages.push(data.length);
  }
  expect(pages.reduce((sum, size) => sum + size)).toBe(7);
  expect(pages[0]).toBe(3);
});

test("a suspended installation gets no token", async () => {
  github.suspendInstallation(installation.id, true);
  const mint = app.octokit.request("POST /app/installations/{installation_id}/access_tokens", { installation_id: installation.id });
  await expect(mint).rejects.toMatchObject({ status: 403 });
  github.suspendInstallation(installation.id, false);
});

test("a user's code becomes a token once, and the token lists the installations", async () => {
  const code = github.newCode();
  const exchange = () =>
    fetch(`${github.url}/login/oauth/access_token`, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({ client_id: TEST_APP.clientId, client_secret: TEST_APP.clientSecret, code }),
    }).then((response) => response.json() as Promise<Record<string, string>>);
  const first = await exchange();
  expect(first).toMatchObject({ token_type: "bearer", expires_in: 28_800 });
  expect(await exchange()).toMatchObject({ error: "bad_verification_code" });
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: first["access_token"] });
  expect((await octokit.request("GET /user")).data.login).toBe("demo-owner");
  const { data } = await octokit.request("GET /user/installations");
  expect(data.installations.map(({ id }) => id)).toEqual([installation.id]);
  const repositories = await octokit.request("GET /user/installations/{installation_id}/repositories", { installation_id: installation.id });
  expect(repositories.data.total_count).toBe(2);
});

test("an uninstalled App has no token and no installation any more", async () => {
  const other = github.addInstallation({ account: "other-demo" });
  await app.octokit.request("DELETE /app/installations/{installation_id}", { installation_id: other.id });
  const gone = app.octokit.request("GET /app/installations/{installation_id}", { installation_id: other.id });
  await expect(gone).rejects.toMatchObject({ status: 404 });
});
