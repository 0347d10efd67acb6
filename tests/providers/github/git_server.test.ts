// Plain git against the simulator's git server: who may clone what with which token, exact commits, refusals.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { App, Octokit } from "octokit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GIT_ENVIRONMENT } from "./git.ts";
import { startGitHub, type GitHubSimulator, type Repository } from "./index.ts";
import { TEST_APP } from "./test_app.ts";

let directory: string;
let github: GitHubSimulator;
let open: Repository;
let closed: Repository;
let token: (repositories: Repository[]) => Promise<string>;

async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = { ...GIT_ENVIRONMENT, GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com" };
  return (await promisify(execFile)("git", args, { cwd, env, timeout: 20_000 })).stdout.trim();
}

const withToken = (repository: Repository, secret: string) => github.cloneUrl(repository).replace("://", `://x-access-token:${secret}@`);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-git-"));
  github = await startGitHub({ directory: join(directory, "github"), app: { ...TEST_APP, webhookUrl: "http://127.0.0.1:9/" } });
  open = await github.createRepository({ owner: "acme-demo", name: "open", files: { "a.txt": "open\n" } });
  closed = await github.createRepository({ owner: "acme-demo", name: "closed", private: true, files: { "a.txt": "closed\n" } });
  const { id } = github.addInstallation({ account: "acme-demo" });
  const app = new App({ appId: TEST_APP.id, privateKey: github.privateKeyPem, Octokit: Octokit.defaults({ baseUrl: github.apiUrl }) });
  token = async (repositories) => {
    const body = { installation_id: id, repository_ids: repositories.map((repository) => repository.id) };
    return (await app.octokit.request("POST /app/installations/{installation_id}/access_tokens", body)).data.token;
  };
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

test("a public repository is cloned without a token, a private one with an installation's token only", async () => {
  await git(directory, "clone", "--quiet", github.cloneUrl(open), "open");
  expect(await readFile(join(directory, "open/a.txt"), "utf8")).toBe("open\n");
  await expect(git(directory, "clone", "--quiet", github.cloneUrl(closed), "refused")).rejects.toThrow(/could not read Username|Authentication failed/);
  await git(directory, "clone", "--quiet", withToken(closed, await token([closed])), "closed");
  expect(await readFile(join(directory, "closed/a.txt"), "utf8")).toBe("closed\n");
});

test("a token for another repository, a wrong one, and a repository that is not there are refused as GitHub does", async () => {
  const other = withToken(closed, await token([open]));
  await expect(git(directory, "clone", "--quiet", other, "other")).rejects.toThrow(/Repository not found|not found/);
  await expect(git(directory, "clone", "--quiet", withToken(closed, `ghs_${"x".repeat(36)}`), "wrong")).rejects.toThrow(/Invalid username or token|Authentication failed/);
  const nowhere = github.cloneUrl(open).replace("open.git", "nowhere.git");
  await expect(git(directory, "clone", "--quiet", nowhere, "nowhere")).rejects.toThrow(/could not read Username|Authentication failed/);
});

test("an exact commit is fetched shallowly, though no branch holds it any more", async () => {
  const { sha } = await github.commit(closed, { branch: "gone", files: { "b.txt": "b\n" }, message: "Leave" });
  await github.updateReference(closed, "refs/heads/gone", null);
  const work = join(directory, "exact");
  await mkdir(work);
  await git(work, "init", "--quiet");
  await git(work, "fetch", "--quiet", "--depth=1", withToken(closed, await token([closed])), sha);
  await git(work, "checkout", "--quiet", "FETCH_HEAD");
  expect(await readFile(join(work, "b.txt"), "utf8")).toBe("b\n");
  await expect(git(work, "fetch", "--quiet", "--depth=1", withToken(closed, await token([closed])), "1".repeat(40))).rejects.toThrow(/not our ref/);
});

test("a person pushes with the own token; an installation that may only read does not", async () => {
  const work = join(directory, "work");
  await git(directory, "clone", "--quiet", github.pushUrl(closed), "work");
  await writeFile(join(work, "big.txt"), "0123456789abcdef\n".repeat(200_000)); // past git's buffer, so that it is sent in chunks
  await git(work, "add", ".");
  await git(work, "commit", "--quiet", "--message", "Push");
  await expect(git(work, "push", "--quiet", withToken(closed, await token([closed])), "HEAD:main")).rejects.toThrow(/denied/);
  await git(work, "push", "--quiet");
  const second = await git(directory, "ls-remote", github.pushUrl(closed), "refs/heads/main");
  expect(second).toContain(await git(work, "rev-parse", "HEAD"));
});

test("a second start with the same folder continues with the state of the first", async () => {
  const before = await git(directory, "ls-remote", github.pushUrl(closed));
  const [installation] = github.installations();
  const pem = github.privateKeyPem;
  await github.close();
  github = await startGitHub({ directory: join(directory, "github"), app: { ...TEST_APP, webhookUrl: "http://127.0.0.1:9/" } });
  expect(github.privateKeyPem).toBe(pem);
  expect(github.installations()).toEqual([installation]);
  expect(await git(directory, "ls-remote", github.pushUrl("acme-demo/closed"))).toBe(before);
});
