// Proves that a build of a broken repository fails with its reason, and that the next build runs.
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { FileContent } from "../../../providers/github/index.ts";
import { active, configuration, connect, ended, pushOne, type Build } from "../../support/builds.ts";
import { deliver, lastPush, type Taken } from "../../support/deliveries.ts";
import { linesOf, readLog } from "../../support/log.ts";
import type { Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const SECONDS = 15_000;

/** Files that cannot be built, the reason, and a part of the sentence. */
const broken: [string, Record<string, FileContent>, string, RegExp][] = [
  ["an install that fails", { ...configuration({}), "package.json": JSON.stringify({ scripts: { preinstall: "echo no such luck >&2; exit 3" } }) }, "install_failed", /no such luck/],
  ["a package.json that is none", { ...configuration({}), "package.json": "{" }, "install_failed", /package\.json cannot be read/],
  ["no configuration", { "README.md": "Nothing." }, "configuration_missing", /There is no steward\.config/],
  ["a configuration that throws", { "steward.config.mjs": "throw new Error('out of paper')" }, "configuration_failed", /^steward\.config\.mjs:1:7: Error: out of paper$/],
  ["a module that cannot be parsed", { "steward.config.mjs": "export default {\n  a b };" }, "configuration_failed", /^steward\.config\.mjs:2:5: SyntaxError: Unexpected identifier/],
  ["a configuration that ends its process", { "steward.config.mjs": "console.error('the end'); process.exit(4)" }, "configuration_failed", /failed \(exit code 4\):\nthe end/],
  ["TypeScript that is none", { "steward.config.ts": "export default {" }, "configuration_failed", /^steward\.config\.ts:1:16: \S/],
  ["a script that prints no JSON", { "package.json": JSON.stringify({ scripts: { steward: "echo hello" } }) }, "configuration_not_json", /is not JSON/i],
  ["a file that is no JSON", { "steward.config.json": "{'a': 1}" }, "configuration_not_json", /steward\.config\.json/],
  ["a configuration that is too large", { "steward.config.mjs": "export default 'x'.repeat(9 * 1024 * 1024)" }, "configuration_too_large", /./],
];

async function expectFailure(owner: Person, build: Build, code: string, message: RegExp): Promise<void> {
  expect(build).toMatchObject({ status: "failed", isActive: false, failure: { code } });
  expect(build.failure?.message).toMatch(message);
  expect(build.steps.at(-1)?.status ?? "failed").toBe("failed");
  const { events } = await readLog(owner, build.id);
  expect(events.at(-1)).toMatchObject({ event: "end", data: { status: "failed" } });
  expect(linesOf(events).length).toBe(build.logLineCount);
}

test("each kind of broken commit fails with its own reason", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  const mixture = ["package.json", "README.md", "steward.config.json", "steward.config.mjs", "steward.config.ts"];
  let before: Record<string, FileContent> = { "steward.config.json": "" };
  for (const [name, files, code, message] of broken) {
    const removed = Object.fromEntries(mixture.filter((path) => path in before && !(path in files)).map((path) => [path, null]));
    const build = await ended(owner, await pushOne(stack, fullName, { ...removed, ...files }, name), SECONDS);
    await expectFailure(owner, build, code, message);
    before = files;
  }
  const removed = Object.fromEntries(Object.keys(before).map((path) => [path, null]));
  const next = await ended(owner, await pushOne(stack, fullName, { ...removed, ...configuration({ version: 2 }) }));
  expect(next.status).toBe("complete");
  expect(await active(owner)).toMatchObject({ buildId: next.id, configuration: { version: 2 } });
});

test("an exception in TypeScript is shown with the file, the line and the stack of the sources", async ({ stack, owner }) => {
  const { build } = await connect(stack, owner, {
    "lib/paper.ts": 'export interface Paper { sheets: number }\n\nexport function take(paper: Paper): number {\n  if (paper.sheets === 0) throw new RangeError("out of paper");\n  return paper.sheets;\n}\n',
    "steward.config.ts": 'import { take } from "./lib/paper";\n\nexport default async () => ({ sheets: take({ sheets: 0 }) });\n',
  });
  expect((await ended(owner, build.id)).failure).toEqual({ code: "configuration_failed", message: "lib/paper.ts:4:33: RangeError: out of paper" });
  const texts = linesOf((await readLog(owner, build.id)).events).map(({ text }) => text);
  const first = texts.indexOf("lib/paper.ts:4:33");
  expect(texts.slice(first, first + 9)).toEqual([
    "lib/paper.ts:4:33",
    "  2 | ",
    "  3 | export function take(paper: Paper): number {",
    '> 4 |   if (paper.sheets === 0) throw new RangeError("out of paper");',
    "    |                                 ^",
    "  5 |   return paper.sheets;",
    "",
    "RangeError: out of paper",
    "    at take (lib/paper.ts:4:33)",
  ]);
});

test("a missing folder and a missing commit fail with their reasons", async ({ stack, owner }) => {
  const { build: first, fullName, repository } = await connect(stack, owner, { "apps/site/steward.config.json": "{}" }, "apps/site");
  expect((await ended(owner, first.id)).status).toBe("complete");
  const moved = await ended(owner, await pushOne(stack, fullName, { "apps/site/steward.config.json": null, "apps/shop/steward.config.json": "{}" }), SECONDS);
  await expectFailure(owner, moved, "path_not_found", /apps\/site/);

  const missing = "1234567890".repeat(4);
  const payload = lastPush(stack, repository.id);
  const { body } = await deliver(stack, "push", { ...payload, after: missing, head_commit: { id: missing, message: "Gone" } }, { id: randomUUID() });
  const gone = await ended(owner, (body as Taken).builds[0] ?? "", SECONDS);
  await expectFailure(owner, gone, "commit_not_found", new RegExp(missing));
  const back = await pushOne(stack, fullName, { "apps/site/steward.config.json": '{"back":true}' });
  expect((await ended(owner, back)).status).toBe("complete");
});

test("a repository that cannot be cloned and a suspended installation fail with their reasons", async ({ stack, owner }) => {
  const { build: first, fullName, repository } = await connect(stack, owner, configuration({}));
  await ended(owner, first.id);
  const elsewhere = `${stack.github.url}/${repository.owner}/elsewhere.git`;
  await stack.db.prepare("UPDATE config_source SET clone_url = ?2 WHERE estate_id = ?1").bind(owner.estateId, elsewhere).run();
  const { id } = await owner.client.ok<{ id: string }>("POST", `/api/estates/${owner.estateId}/builds`, {});
  await expectFailure(owner, await ended(owner, id, SECONDS), "clone_failed", /git could not clone/);

  await stack.db.prepare("UPDATE config_source SET clone_url = ?2 WHERE estate_id = ?1").bind(owner.estateId, stack.github.cloneUrl(fullName)).run();
  await ended(owner, await pushOne(stack, fullName, configuration({ version: 2 })));
  const payload = lastPush(stack, repository.id);
  const [installation] = stack.github.installations().filter(({ account }) => account === repository.owner);
  stack.github.suspendInstallation(installation?.id ?? 0, true);
  const { body } = await deliver(stack, "push", payload);
  await expectFailure(owner, await ended(owner, (body as Taken).builds[0] ?? "", SECONDS), "credentials_failed", /Check that the GitHub App is still installed/);
  stack.github.suspendInstallation(installation?.id ?? 0, false);
  const again = await deliver(stack, "push", payload);
  expect((await ended(owner, (again.body as Taken).builds[0] ?? "")).status).toBe("complete");
});
