// What GitHub tells an App of a push, by plain git or through the API: verified with GitHub's own library, and its
// payload held against both published descriptions of it.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Webhooks } from "@octokit/webhooks";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { App, Octokit } from "octokit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listen, readBody, type Listening } from "../http_server.ts";
import { GitHubContract } from "./contract.ts";
import { GIT_ENVIRONMENT } from "./git.ts";
import { startGitHub, type GitHubSimulator, type Repository } from "./index.ts";
import { TEST_APP } from "./test_app.ts";

interface Push {
  ref: string;
  before: string;
  after: string;
  created: boolean;
  deleted: boolean;
  forced: boolean;
  base_ref: string | null;
  compare: string;
  commits: { id: string; message: string; distinct: boolean; added: string[]; removed: string[]; modified: string[]; author: { username?: string } }[];
  head_commit: { id: string; message: string } | null;
  pusher: { name: string };
  sender: { login: string };
  installation: { id: number };
  repository: { id: number; full_name: string; clone_url: string; default_branch: string };
}

const ZERO = "0".repeat(40);
let directory: string;
let receiver: Listening;
let github: GitHubSimulator;
let repository: Repository;
let clone: string;
let received: { headers: Record<string, string>; body: string }[] = [];
let answer = { status: 202, delayMs: 0 };
const verifier = new Webhooks({ secret: TEST_APP.webhookSecret });

async function git(...args: string[]): Promise<string> {
  const env = { ...GIT_ENVIRONMENT, GIT_AUTHOR_NAME: "Somebody", GIT_AUTHOR_EMAIL: "demo@steward.localhost", GIT_COMMITTER_NAME: "Somebody", GIT_COMMITTER_EMAIL: "demo@steward.localhost" };
  return (await promisify(execFile)("git", args, { cwd: clone, env, timeout: 20_000 })).stdout.trim();
}

/** Commits a file in the clone and returns the sha. */
async function commitFile(path: string, content: string, message: string): Promise<string> {
  await writeFile(join(clone, path), content);
  await git("add", path);
  await git("commit", "--quiet", "--message", message);
  return git("rev-parse", "HEAD");
}

const pushes = () => received.filter(({ headers }) => headers["x-github-event"] === "push").map(({ body }) => JSON.parse(body) as Push);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-webhooks-"));
  receiver = await listen(async (request, response) => {
    const body = (await readBody(request)).toString("utf8");
    received.push({ headers: request.headers as Record<string, string>, body });
    const { status } = answer;
    await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
    response.writeHead(status, { "content-type": "application/json" }).end('{"ok":true}');
  });
  github = await startGitHub({ directory: join(directory, "github"), app: { ...TEST_APP, webhookUrl: `${receiver.url}/hook` } });
  repository = await github.createRepository({ owner: "acme-demo", name: "hello", private: true, files: { "a.txt": "a\n" } });
  github.addInstallation({ account: "acme-demo" });
  clone = directory;
  await git("clone", "--quiet", github.pushUrl(repository), "clone");
  clone = join(directory, "clone");
});

beforeEach(async () => {
  await github.settled();
  received = [];
  answer = { status: 202, delayMs: 0 };
});

afterAll(async () => {
  await github.close();
  await receiver.close();
  await rm(directory, { recursive: true });
});

test("git push of two commits makes one signed delivery with both", async () => {
  const before = await git("rev-parse", "HEAD");
  const one = await commitFile("b.txt", "b\n", "Add b");
  await writeFile(join(clone, "a.txt"), "changed\n");
  const two = await git("commit", "--all", "--quiet", "--message", "Change a\n\nWith a body.").then(() => git("rev-parse", "HEAD"));
  await git("push", "--quiet");
  await expect.poll(() => received.length).toBe(1);
  await github.settled();

  const [{ headers, body } = { headers: {} as Record<string, string>, body: "" }] = received;
  expect(await verifier.verify(body, headers["x-hub-signature-256"] ?? "")).toBe(true);
  expect(await verifier.verify(`${body} `, headers["x-hub-signature-256"] ?? "")).toBe(false);
  expect(headers).toMatchObject({ "x-github-event": "push", "content-type": "application/json", "x-github-hook-installation-target-type": "integration" });
  expect(headers["x-github-delivery"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(headers["user-agent"]).toMatch(/^GitHub-Hookshot\//);

  const [push] = pushes();
  expect(push).toMatchObject({ ref: "refs/heads/main", before, after: two, created: false, deleted: false, forced: false, base_ref: null });
  expect(push?.commits.map(({ id }) => id)).toEqual([one, two]);
  expect(push?.commits[0]).toMatchObject({ message: "Add b", distinct: true, added: ["b.txt"], removed: [], modified: [], author: { username: "demo-owner" } });
  expect(push?.commits[1]).toMatchObject({ message: "Change a\n\nWith a body.", added: [], modified: ["a.txt"] });
  expect(push?.head_commit?.id).toBe(two);
  expect(push).toMatchObject({ pusher: { name: "demo-owner" }, sender: { login: "demo-owner" }, installation: { id: github.installations()[0]?.id } });
  expect(push?.repository).toMatchObject({ id: repository.id, full_name: "acme-demo/hello", default_branch: "main", clone_url: github.cloneUrl(repository) });
  expect(github.deliveries.at(-1)).toMatchObject({ status: "OK", statusCode: 202, repositoryId: repository.id });
});

test("a new branch, a forced push, a tag and deletions say what they are", async () => {
  await git("checkout", "--quiet", "-b", "topic");
  await git("push", "--quiet", "origin", "topic");
  await expect.poll(() => pushes().length).toBe(1);
  expect(pushes()[0]).toMatchObject({ ref: "refs/heads/topic", before: ZERO, created: true, commits: [], base_ref: "refs/heads/main" });

  const dropped = await commitFile("c.txt", "c\n", "To be dropped");
  await git("push", "--quiet", "origin", "topic");
  await git("reset", "--quiet", "--hard", "HEAD~1");
  const kept = await commitFile("d.txt", "d\n", "To be kept");
  await git("push", "--quiet", "--force", "origin", "topic");
  await expect.poll(() => pushes().length).toBe(3);
  const forced = pushes().find(({ forced }) => forced);
  expect(forced).toMatchObject({ before: dropped, after: kept });
  expect(forced?.commits.map(({ message }) => message)).toEqual(["To be kept"]);

  await git("tag", "--annotate", "--message", "Version one", "v1");
  await git("push", "--quiet", "origin", "v1");
  await git("push", "--quiet", "origin", ":topic", ":v1");
  await expect.poll(() => pushes().length).toBe(6);
  expect(pushes().find(({ ref, created }) => ref === "refs/tags/v1" && created)).toMatchObject({ head_commit: { id: kept }, commits: [] });
  for (const ref of ["refs/heads/topic", "refs/tags/v1"]) {
    expect(pushes().find((push) => push.ref === ref && push.deleted)).toMatchObject({ after: ZERO, head_commit: null, commits: [] });
  }
});

test("nothing is sent for a repository where the App is not installed, nor for more than three tags in one push", async () => {
  const other = await github.createRepository({ owner: "other-demo", name: "quiet", files: { "a.txt": "a" } });
  const { deliveries } = await github.commit(other, { files: { "a.txt": "b" }, message: "Change a" });
  expect(await deliveries).toEqual([]);
  for (const tag of ["t1", "t2", "t3", "t4"]) await git("tag", tag, "main");
  await git("push", "--quiet", "origin", "--tags");
  await github.settled();
  expect(received).toEqual([]);
});

test("a failed delivery is not repeated, until it is redelivered: same GUID, same bytes", async () => {
  answer = { status: 500, delayMs: 0 };
  const { deliveries } = await github.commit(repository, { files: { "e.txt": "e" }, message: "Add e" });
  const [failed] = await deliveries;
  expect(failed).toMatchObject({ status: "Invalid HTTP Response: 500", statusCode: 500, redelivery: false });
  answer = { status: 202, delayMs: 0 };

  const app = new App({
    appId: TEST_APP.id,
    privateKey: github.privateKeyPem,
    Octokit: Octokit.defaults({ baseUrl: github.apiUrl }),
  });
  const listed = await app.octokit.request("GET /app/hook/deliveries", { status: "failure" });
  expect(listed.data.map(({ id }) => id)).toContain(failed?.id);
  await app.octokit.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: failed?.id ?? 0 });
  await expect.poll(() => received.length).toBe(2);
  await github.settled();
  expect(received[1]?.body).toBe(received[0]?.body);
  expect(received[1]?.headers["x-github-delivery"]).toBe(received[0]?.headers["x-github-delivery"]);
  expect(github.deliveries.at(-1)).toMatchObject({ guid: failed?.guid, redelivery: true, status: "OK" });
  const one = await app.octokit.request("GET /app/hook/deliveries/{delivery_id}", { delivery_id: failed?.id ?? 0 });
  expect(one.data).toMatchObject({ event: "push", response: { payload: '{"ok":true}' } });
  expect(new GitHubContract().problems(github.requests)).toEqual([]);
});

test("a receiver that cannot be reached is noted", async () => {
  await receiver.close();
  const { deliveries } = await github.commit(repository, { files: { "f.txt": "f" }, message: "Add f" });
  expect(await deliveries).toMatchObject([{ status: "failed to connect to host", statusCode: 0 }]);
});

test("every payload fits GitHub's published descriptions", async () => {
  const [installation] = github.installations();
  const second = await github.createRepository({ owner: "acme-demo", name: "second" });
  github.addInstallation({ account: "acme-demo", repositories: [repository] });
  github.addInstallation({ account: "acme-demo", repositories: [repository, second] });
  github.suspendInstallation(installation?.id ?? 0, true);
  github.suspendInstallation(installation?.id ?? 0, false);
  github.removeInstallation(installation?.id ?? 0);
  await github.settled();
  const sent = new Set(github.deliveries.map(({ event, action }) => `${event} ${action ?? ""}`.trim()));
  expect([...sent].sort()).toEqual([
    "installation created",
    "installation deleted",
    "installation suspend",
    "installation unsuspend",
    "installation_repositories added",
    "installation_repositories removed",
    "push",
  ]);
  const contract = new GitHubContract();
  expect(github.deliveries.flatMap((delivery) => contract.deliveryProblems(delivery))).toEqual([]);
  const push = communitySchema("push$event");
  for (const { event, request } of github.deliveries) {
    if (event !== "push") continue;
    push(JSON.parse(request.body, (name, value: unknown) => (name === "user_view_type" ? undefined : value))); // younger than that schema
    expect(push.errors ?? []).toEqual([]);
  }
});

/** A schema of `@octokit/webhooks-schemas`, which is stricter: it lists every property there is. */
function communitySchema(name: string): ValidateFunction {
  const schemas = createRequire(import.meta.url)("@octokit/webhooks-schemas/schema.json") as object;
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  ajv.addSchema(schemas, "webhooks");
  return ajv.compile({ $ref: `webhooks#/definitions/${name}` });
}
