// What GitHub refuses: App tokens that are not quite right, missing headers, bodies of the wrong shape, too many
// requests; and that the contract notices requests which GitHub does not describe.
import { createPrivateKey, createSign, generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GitHubContract } from "./contract.ts";
import { startGitHub, type GitHubSimulator } from "./index.ts";
import { TEST_APP } from "./test_app.ts";

let directory: string;
let github: GitHubSimulator;
let installationId: number;

/** An App's token with the given claims, signed by the App's key unless another is given. */
function appToken(claims: object, key = github.privateKeyPem, header: object = { alg: "RS256", typ: "JWT" }): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part(header)}.${part({ iat: now - 60, exp: now + 540, iss: TEST_APP.id, ...claims })}`;
  return `${input}.${createSign("RSA-SHA256").update(input).sign(createPrivateKey(key)).toString("base64url")}`;
}

async function call(path: string, options: { method?: string; token?: string; body?: string; headers?: Record<string, string> } = {}) {
  const headers: Record<string, string> = { "user-agent": "steward-test", ...options.headers };
  if (options.token !== undefined) headers["authorization"] = `Bearer ${options.token}`;
  if (options.body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(`${github.apiUrl}${path}`, { method: options.method ?? "GET", headers, ...(options.body === undefined ? {} : { body: options.body }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : (JSON.parse(text) as Record<string, unknown>) };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-rules-"));
  github = await startGitHub({ directory, app: { ...TEST_APP, webhookUrl: "http://127.0.0.1:9/" } });
  await github.createRepository({ owner: "acme-demo", name: "empty" });
  installationId = github.addInstallation({ account: "acme-demo" }).id;
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

test("an App's token must be signed by its key, fresh, and no longer than ten minutes", async () => {
  const now = Math.floor(Date.now() / 1000);
  expect((await call("/app", { token: appToken({}) })).status).toBe(200);
  expect((await call("/app", { token: appToken({ iss: TEST_APP.clientId }) })).status).toBe(200);
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const refused: [string, number, string][] = [
    [appToken({}, stranger), 401, "A JSON web token could not be decoded"],
    [appToken({}, github.privateKeyPem, { alg: "none" }), 401, "A JSON web token could not be decoded"],
    [`${appToken({}).slice(0, -8)}AAAAAAAA`, 401, "A JSON web token could not be decoded"],
    [appToken({ iss: 1 }), 404, "Integration not found"],
    [appToken({ iat: now + 60 }), 401, "'Issued at' claim ('iat')"],
    [appToken({ exp: now - 1 }), 401, "'Expiration time' claim ('exp') must be"],
    [appToken({ exp: now + 660 }), 401, "'Expiration time' claim ('exp') is too far in the future"],
    [appToken({ exp: "soon" }), 401, "'Expiration time' claim ('exp') must be"],
  ];
  for (const [token, status, message] of refused) {
    const answer = await call("/app", { token });
    expect({ status: answer.status, message: answer.body?.["message"] }).toEqual({ status, message: expect.stringContaining(message) as string });
    expect(answer.body).toMatchObject({ status: String(status), documentation_url: expect.stringMatching(/^https:/) as string });
  }
});

test("no User-Agent, a strange Accept and an unknown version are refused", async () => {
  const bare = await new Promise<number>((resolve, reject) => {
    request(`${github.apiUrl}/app`, (response) => resolve(response.resume().statusCode ?? 0)).on("error", reject).end();
  });
  expect(bare).toBe(403);
  expect((await call("/app", { token: appToken({}), headers: { accept: "text/html" } })).status).toBe(415);
  expect((await call("/app", { token: appToken({}), headers: { "x-github-api-version": "2019-01-01" } })).status).toBe(400);
  expect((await call("/app", { token: appToken({}), headers: { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" } })).status).toBe(200);
});

test("wrong credentials, and none where some are needed, are 401", async () => {
  expect((await call("/installation/repositories", { token: "ghs_nothing" })).body).toMatchObject({ message: "Bad credentials" });
  expect((await call("/installation/repositories")).status).toBe(401);
  expect((await call("/app")).status).toBe(401);
  expect((await call("/user")).body).toMatchObject({ message: "Requires authentication" });
});

test("a body that is not JSON is 400, one of the wrong shape 422", async () => {
  const mint = (body: string) => call(`/app/installations/${installationId}/access_tokens`, { method: "POST", token: appToken({}), body });
  expect((await mint("{")).body).toMatchObject({ message: "Problems parsing JSON" });
  expect((await mint("[]")).status).toBe(400);
  for (const body of [{ repository_ids: "all" }, { repository_ids: ["x"] }, { repositories: [1] }, { permissions: { contents: "all" } }]) {
    expect((await mint(JSON.stringify(body))).status).toBe(422);
  }
  expect((await mint("{}")).status).toBe(201);
});

test("an empty repository has no commits: 409", async () => {
  const { body } = await call(`/app/installations/${installationId}/access_tokens`, { method: "POST", token: appToken({}) });
  const token = String(body?.["token"]);
  expect((await call("/repos/acme-demo/empty/commits/main", { token })).body).toMatchObject({ message: "Git Repository is empty." });
  expect((await call("/repos/acme-demo/empty/branches", { token })).body).toEqual([]);
});

test("requests are counted, and refused when the hour's are spent", async () => {
  const first = await call("/app", { token: appToken({}) });
  expect(first.headers.get("x-ratelimit-limit")).toBe("5000");
  github.setRateLimit(Number(first.headers.get("x-ratelimit-used")) + 1);
  const last = await call("/app", { token: appToken({}) });
  expect([last.status, last.headers.get("x-ratelimit-remaining")]).toEqual([200, "0"]);
  const spent = await call("/app", { token: appToken({}) });
  expect([spent.status, spent.body?.["message"]]).toEqual([403, expect.stringContaining("API rate limit exceeded")]);
  github.setRateLimit(5000);
});

test("an ordered outage answers as often as ordered", async () => {
  github.fail({ path: /^\/app$/, status: 502, times: 2 });
  const statuses = [];
  for (let at = 0; at < 3; at++) statuses.push((await call("/app", { token: appToken({}) })).status);
  expect(statuses).toEqual([502, 502, 200]);
});

test("the contract names what GitHub does not describe", async () => {
  const seen = github.requests.length;
  await call("/nothing/here");
  await call("/app/installations?per-page=3", { token: appToken({}) });
  await call(`/app/installations/${installationId}/access_tokens`, { method: "POST", token: appToken({}), body: '{"repositoryIds":[1]}' });
  await call(`/app/installations/${installationId}/access_tokens`, { method: "POST", token: appToken({}), body: '{"repository_ids":["1"]}' });
  const contract = new GitHubContract();
  const problems = github.requests.slice(seen).map((one) => contract.requestProblems(one));
  expect(problems).toEqual([
    ["is no operation that GitHub describes"],
    ["has the unknown parameter per-page"],
    ["has the unknown property repositoryIds"],
    ["/repository_ids/0 must be integer"],
  ]);
});

test("the installation page sends the browser back with code, installation and state", async () => {
  const page = await (await fetch(`${github.url}/apps/${TEST_APP.slug}/installations/new?state=abc"<`)).text();
  expect(page).toContain('<button type="submit">Install</button>');
  expect(page).toContain('value="abc&quot;&lt;"');
  const form = new URLSearchParams({ account: "demo-owner", selection: "all", state: 'abc"<' });
  const back = await fetch(`${github.url}/apps/${TEST_APP.slug}/installations`, { method: "POST", body: form, redirect: "manual" });
  expect(back.status).toBe(302);
  const target = new URL(back.headers.get("location") ?? "");
  expect(`${target.origin}${target.pathname}`).toBe(TEST_APP.callbackUrl);
  expect(Object.fromEntries(target.searchParams)).toMatchObject({ setup_action: "install", state: 'abc"<', installation_id: expect.stringMatching(/^\d+$/) as string, code: expect.stringMatching(/^[0-9a-f]{20}$/) as string });
});
