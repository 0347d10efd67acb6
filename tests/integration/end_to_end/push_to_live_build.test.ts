// Proves the main flow: from sign-up by way of GitHub to a push whose build is followed live and becomes active.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { git } from "../../providers/github/git.ts";
import { active, build, builds, connect, ended } from "../support/builds.ts";
import { linesOf, readLog } from "../support/log.ts";
import { until } from "../support/poll.ts";
import { Socket } from "../support/socket.ts";
import { test } from "../support/test.ts";

const CONFIGURATION = `console.log("the first word");
console.error("a word of warning");
for (let line = 1; line <= 50; line += 1) console.log(\`line \${line}\`);
export default { greeting: "Hello", rules: ["one"] };
`;

test("connecting a repository builds its head, with log, files and the active configuration", async ({ stack, owner }) => {
  const socket = await Socket.open(owner);
  const { build: started, repository } = await connect(stack, owner, { "steward.config.mjs": CONFIGURATION, "rules/one.md": "A rule.\n" });
  expect(started).toMatchObject({ number: 1, branch: "main", isActive: false, failure: null, trigger: { kind: "connect", user: { id: owner.userId } } });

  const complete = await ended(owner, started.id);
  expect(complete).toMatchObject({ status: "complete", failure: null, fileCount: 2, commitMessage: "Initial commit" });
  expect(complete.steps.map(({ name, status }) => `${name} ${status}`)).toEqual(["prepare", "clone", "install", "evaluate", "collect"].map((name) => `${name} succeeded`));

  const log = await readLog(owner, started.id);
  const lines = linesOf(log.events);
  expect(log.isClosed).toBe(true);
  expect(log.events.at(-1)).toMatchObject({ event: "end", data: { status: "complete" } });
  expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
  expect(lines.length).toBe(complete.logLineCount);
  const streams = new Map(lines.map(({ text, stream }) => [text, stream]));
  expect([streams.get("the first word"), streams.get("a word of warning")]).toEqual(["stdout", "stderr"]);

  const path = `/api/estates/${owner.estateId}`;
  const files = await owner.client.ok<{ items: { path: string; size: number; mode: string; hash: string }[] }>("GET", `${path}/builds/${started.id}/files`);
  expect(files.items).toEqual([
    { path: "rules/one.md", size: 8, mode: "100644", hash: expect.stringMatching(/^[0-9a-f]{40}$/) },
    { path: "steward.config.mjs", size: CONFIGURATION.length, mode: "100644", hash: expect.stringMatching(/^[0-9a-f]{40}$/) },
  ]);
  const value = { greeting: "Hello", rules: ["one"] };
  expect(await owner.client.ok("GET", `${path}/builds/${started.id}/configuration`)).toEqual({ configuration: value });
  expect(await active(owner)).toMatchObject({ buildId: started.id, buildNumber: 1, configuration: value });
  expect((await build(owner, started.id)).isActive).toBe(true);
  expect(await owner.client.ok("GET", path)).toMatchObject({ activeBuildId: started.id, repository: { repositoryId: String(repository.id), branch: "main", path: null } });

  await until("the frames of build and configuration", () => socket.has("build", started.id) && socket.has("configuration") && socket.has("repository"));
  expect(socket.messages.map(({ seq }) => seq)).toEqual(socket.messages.map((_, index) => (socket.messages[0]?.seq ?? 0) + index));
  socket.cut();
});

test("a `git push` appears as a build, and its configuration becomes active", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, { "steward.config.json": '{"version":1}' });
  await ended(owner, first.id);
  const socket = await Socket.open(owner);

  const folder = await mkdtemp(join(tmpdir(), "steward-push-"));
  try {
    await git(["clone", "--quiet", stack.github.pushUrl(fullName), folder]);
    await writeFile(join(folder, "steward.config.json"), '{"version":2}');
    const identity = ["-c", "user.name=Demo Owner", "-c", "user.email=demo@steward.localhost"];
    await git([...identity, "commit", "--quiet", "--all", "--message", "Second version\n\nWith a reason."], { cwd: folder });
    await git(["push", "--quiet", "origin", "main"], { cwd: folder });
    const head = (await git(["rev-parse", "HEAD"], { cwd: folder })).toString().trim();

    const pushed = await until("the build of the push", async () => (await builds(owner)).find(({ number }) => number === 2));
    expect(pushed).toMatchObject({ commitHash: head, branch: "main", trigger: { kind: "push", user: null, sender: "demo-owner" } });
    expect(pushed.commitMessage).toMatch(/^Second version/);
    expect((await ended(owner, pushed.id)).status).toBe("complete");
    expect(await active(owner)).toMatchObject({ buildId: pushed.id, configuration: { version: 2 } });
    await until("the frames of the push", () => socket.has("build", pushed.id) && socket.has("configuration"));
    expect((await build(owner, first.id)).isActive).toBe(false);
  } finally {
    socket.cut();
    await rm(folder, { recursive: true });
  }
});
