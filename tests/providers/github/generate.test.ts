// The page of a template repository, simulated: it creates a repository with the template's files in one commit, tells the
// App of it where it is installed on all repositories, and refuses names as GitHub does.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listen, readBody, type Listening } from "../http_server.ts";
import { GitHubContract } from "./contract.ts";
import { startGitHub, type GitHubSimulator } from "./index.ts";
import { TEST_APP } from "./test_app.ts";

let directory: string;
let receiver: Listening;
let github: GitHubSimulator;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-generate-"));
  receiver = await listen(async (request, response) => {
    await readBody(request);
    response.writeHead(202).end();
  });
  github = await startGitHub({ directory, app: { ...TEST_APP, webhookUrl: receiver.url } });
  const template = await github.createRepository({ owner: "templates", name: "estate", isTemplate: true, files: { "README.md": "# Estate\n", "rules/one.md": "One\n" } });
  await github.commit(template, { files: { "rules/two.md": "Two\n" }, message: "Add a rule" });
  await github.createRepository({ owner: "acme-demo", name: "taken" });
  github.addInstallation({ account: "acme-demo" });
  github.addInstallation({ account: "selected-demo", repositories: [] });
  await github.settled();
});

beforeEach(() => {
  (github.deliveries as unknown[]).length = 0;
});

afterAll(async () => {
  const problems = new GitHubContract().problems(github.requests);
  await github.close();
  await receiver.close();
  await rm(directory, { recursive: true });
  expect(problems).toEqual([]);
});

const create = (fields: Record<string, string>) => fetch(`${github.url}/templates/estate/generate`, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });

test("the page offers the viewer and organizations as owners", async () => {
  const page = await (await fetch(`${github.url}/templates/estate/generate`)).text();
  expect(page).toContain("Create a new repository");
  for (const owner of ["demo-owner", "acme-demo", "selected-demo"]) expect(page).toContain(`>${owner}</option>`);
});

test("the new repository has the template's files in one commit, and the App gets an event for each", async () => {
  const answer = await create({ owner: "acme-demo", name: "settings", private: "on" });
  expect([answer.status, answer.headers.get("location")]).toEqual([302, "/acme-demo/settings"]);
  await github.settled();
  const events = github.deliveries.map(({ event, action, request }) => ({ event, action, payload: JSON.parse(request.body) as Record<string, unknown> }));
  expect(events.map(({ event, action }) => [event, action])).toEqual([["installation_repositories", "added"], ["push", null]]);
  expect(events[0]?.payload).toMatchObject({ repository_selection: "all", repositories_added: [{ full_name: "acme-demo/settings", private: true }], repositories_removed: [] });
  expect(events[1]?.payload).toMatchObject({ ref: "refs/heads/main", created: true, commits: [{ message: "Initial commit", added: ["README.md", "rules/one.md", "rules/two.md"] }], repository: { is_template: false } });
  const contract = new GitHubContract();
  expect(github.deliveries.flatMap((delivery) => contract.deliveryProblems(delivery))).toEqual([]);
});

test("an App that is installed on selected repositories gets no event", async () => {
  expect((await create({ owner: "selected-demo", name: "settings" })).status).toBe(302);
  expect((await create({ owner: "demo-owner", name: "settings" })).status).toBe(302);
  await github.settled();
  expect(github.deliveries).toEqual([]);
  expect(github.repository("selected-demo/settings")).toMatchObject({ private: false });
});

test("wrong names and owners are refused on the page, and nothing is created", async () => {
  const refusals: [string, string, string][] = [
    ["acme-demo", "taken", "already exists"],
    ["acme-demo", "TAKEN", "already exists"],
    ["acme-demo", "", "must not be blank"],
    ["acme-demo", "two words", "can only contain"],
    ["acme-demo", "überall", "can only contain"],
    ["acme-demo", "<b>", "can only contain"],
    ["acme-demo", "x".repeat(101), "too long"],
    ["acme-demo", ".", "reserved"],
    ["acme-demo", "..", "reserved"],
    ["acme-demo", "settings.git", "reserved"],
    ["nobody-at-all", "settings", "Choose an owner"],
    ["", "settings", "Choose an owner"],
  ];
  for (const [owner, name, words] of refusals) {
    const answer = await create({ owner, name });
    const page = await answer.text();
    expect(answer.status, name).toBe(422);
    expect(page).toContain(words);
    expect(page).not.toContain("<b>");
  }
  expect(github.repository("acme-demo/..")).toBeUndefined();
});

test("a repository that is no template has no such page", async () => {
  expect((await fetch(`${github.url}/acme-demo/taken/generate`)).status).toBe(404);
  expect((await fetch(`${github.url}/acme-demo/taken/generate`, { method: "POST", body: new URLSearchParams({ owner: "acme-demo", name: "x" }) })).status).toBe(404);
});
