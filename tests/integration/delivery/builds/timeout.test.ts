// Proves that a configuration that never ends is killed at the timeout with every process it started, and that the next build runs.
import { readFileSync, readdirSync } from "node:fs";
import { expect } from "vitest";
import { active, configuration, connect, ended, pushOne } from "../../support/builds.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";

const TIMEOUT_SECONDS = 6;
const test = integration({ bindings: { BUILD_TIMEOUT_SECONDS: String(TIMEOUT_SECONDS) } });

/** Leaves a process behind that ignores SIGTERM and never ends. */
const ENDLESS = (mark: string) => `import { spawn } from "node:child_process";
spawn("sh", ["-c", "trap '' TERM; while :; do sleep 1; done", ${JSON.stringify(mark)}], { detached: true, stdio: "ignore" });
setInterval(() => {}, 1000);
await new Promise(() => {});
`;

function processesWith(mark: string): string[] {
  return readdirSync("/proc").filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, "utf8").includes(mark);
    } catch {
      return false; // it ended between the two looks
    }
  });
}

test("a build that never ends fails at the timeout and leaves no process behind", async ({ stack, owner }) => {
  const mark = `steward-test-${owner.estateId}`;
  const { build, fullName } = await connect(stack, owner, { "steward.config.mjs": ENDLESS(mark) });
  await until("the process that stays behind", () => processesWith(mark).length > 0);
  const failed = await ended(owner, build.id, 25_000);
  expect(failed).toMatchObject({ status: "failed", failure: { code: "timed_out" } });
  expect(failed.failure?.message).toContain(`${TIMEOUT_SECONDS} s`);
  await until("the end of its processes", () => processesWith(mark).length === 0);

  const next = await pushOne(stack, fullName, { "steward.config.mjs": null, ...configuration({ quick: true }) });
  expect((await ended(owner, next)).status).toBe("complete");
  expect(await active(owner)).toMatchObject({ configuration: { quick: true } });
});
