// Proves that a build which prints much ends with a complete log, and that a progress bar does not fill it.
import { expect } from "vitest";
import { connect, ended } from "../../support/builds.ts";
import { linesOf, readLog } from "../../support/log.ts";
import { test } from "../../support/test.ts";

const LINES = 20_000;

test("twenty thousand lines and a progress bar are in the log, in order, while it is read", async ({ stack, owner }) => {
  const config = `
    for (let line = 1; line <= ${LINES}; line += 1) console.log("line " + line);
    for (let percent = 0; percent <= 1_000; percent += 1) process.stderr.write("progress " + percent / 10 + "%\\r");
    export default { done: true };`;
  const { build } = await connect(stack, owner, { "steward.config.mjs": config });
  const { events } = await readLog(owner, build.id);
  const lines = linesOf(events);
  const { status, logLineCount } = await ended(owner, build.id);
  expect(status).toBe("complete");
  expect(lines.map(({ number }) => number)).toEqual(Array.from({ length: logLineCount }, (_, index) => index + 1));
  const printed = lines.map(({ text }) => text).filter((text) => text.startsWith("line "));
  expect(printed).toEqual(Array.from({ length: LINES }, (_, index) => `line ${index + 1}`));
  expect(lines.filter(({ text }) => text.startsWith("progress")).map(({ text }) => text)).toEqual(["progress 100%"]);
});
