// Proves that a push cancels unfinished builds of earlier pushes to its branch, unless the estate keeps them.
import { afterAll, expect } from "vitest";
import { active, build, configuration, connect, ended, keepSuperseded, pushOne, withStatus } from "../../support/builds.ts";
import { openGates } from "../../support/gate.ts";
import { linesOf, readLog } from "../../support/log.ts";
import { test } from "../../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());

test("a later push cancels a running and a queued one, and says so; a manual build stays", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  const running = await pushOne(stack, fullName, { "steward.config.json": null, ...gates.configuration("superseded", { version: 2 }) });
  await gates.reached("superseded");
  const manual = await owner.client.ok<{ id: string; number: number }>("POST", `/api/estates/${owner.estateId}/builds`, { commit: first.commitHash });
  expect(manual).toMatchObject({ status: "queued", number: 3, queuedBehind: 2 });
  const last = await pushOne(stack, fullName, { "steward.config.mjs": null, ...configuration({ version: 4 }) });

  expect(await ended(owner, running)).toMatchObject({ status: "cancelled", supersededBy: 4, failure: null });
  expect(await ended(owner, manual.id)).toMatchObject({ status: "complete", supersededBy: null, queuedBehind: null });
  expect(await ended(owner, last)).toMatchObject({ status: "complete", number: 4 });
  expect(await active(owner)).toMatchObject({ buildId: last });
  const { events } = await readLog(owner, running);
  expect(linesOf(events).map(({ text }) => text)).toContain("Cancelled: a later push started build #4.");
});

test("an estate that keeps them builds each push in turn", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  await keepSuperseded(owner);
  const running = await pushOne(stack, fullName, { "steward.config.json": null, ...gates.configuration("kept", { version: 2 }) });
  await gates.reached("kept");
  const next = await pushOne(stack, fullName, { "steward.config.mjs": null, ...configuration({ version: 3 }) });
  const newest = await pushOne(stack, fullName, configuration({ version: 4 }));
  expect(await withStatus(owner, newest, "queued")).toMatchObject({ queuedBehind: 3 });
  expect(await build(owner, next)).toMatchObject({ queuedBehind: 2 });
  gates.open("kept");
  for (const id of [running, next, newest]) expect(await ended(owner, id)).toMatchObject({ status: "complete", supersededBy: null });
});
