// Proves that a build whose runner is killed fails with that reason, and that builds run again once a runner answers.
import { afterAll, expect } from "vitest";
import { active, build, configuration, connect, ended, pushOne, withStatus } from "../../support/builds.ts";
import { openGates } from "../../support/gate.ts";
import { linesOf, readLog } from "../../support/log.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());
const test = integration({});

test("a build that a restarted runner does not know fails, and the next one runs", async ({ stack, owner }) => {
  const { build: running, fullName } = await connect(stack, owner, gates.configuration("killed", {}));
  await gates.reached("killed");
  const next = await pushOne(stack, fullName, { "steward.config.mjs": null, ...configuration({ after: "the kill" }) });
  await stack.runner.kill();
  await stack.runner.start();
  const lost = await ended(owner, running.id, 20_000);
  expect(lost).toMatchObject({ status: "failed", failure: { code: "runner_lost" } });
  expect(lost.steps.at(-1)).toMatchObject({ name: "evaluate", status: "failed" });
  const { events, isClosed } = await readLog(owner, running.id);
  expect(linesOf(events).map(({ text }) => text)).toContain("waiting at killed");
  expect([isClosed, events.at(-1)]).toMatchObject([true, { event: "end", data: { status: "failed" } }]);
  expect((await ended(owner, next)).status).toBe("complete");
  expect(await active(owner)).toMatchObject({ buildId: next });
});

test("a build whose runner stays away fails, and the next one waits until a runner answers", async ({ stack, owner }) => {
  const { build: running, fullName } = await connect(stack, owner, gates.configuration("away", {}));
  await gates.reached("away");
  await stack.runner.kill();
  const waiting = await pushOne(stack, fullName, { "steward.config.mjs": null, ...configuration({ patient: true }) });
  const lost = await ended(owner, running.id, 40_000);
  expect(lost).toMatchObject({ status: "failed", failure: { code: "runner_lost", message: expect.stringMatching(/^The connection to the runner was lost/) } });
  expect((await build(owner, waiting)).status).toBe("queued");
  await stack.runner.start();
  expect((await withStatus(owner, waiting, "complete")).number).toBe(2);
  expect(await active(owner)).toMatchObject({ configuration: { patient: true } });
});

test("without a runner a build waits, logs why, can be cancelled, and the next one runs when a runner answers", async ({ stack, owner }) => {
  await stack.runner.kill();
  const { status, body } = await owner.client.call("GET", "/api/health?deep=true");
  expect([status, body]).toEqual([503, { status: "degraded", bindings: { database: "ok", bucket: "ok", queue: "ok", durableObjects: "ok", runner: "error" } }]);
  const { build: first, fullName } = await connect(stack, owner, configuration({ patient: true }));
  const path = `/api/estates/${owner.estateId}/builds/${first.id}`;
  const line = await until("the log to say why it waits", async () => {
    const { body } = await owner.client.call("GET", `${path}/log`, { headers: { accept: "application/json" } });
    return (body as { items: { text: string }[] }).items[0];
  });
  expect(line).toMatchObject({ number: 1, stream: "system", text: "Waiting: no runner is responding." });
  await owner.client.ok("POST", `${path}/cancel`, undefined, 202);
  expect((await ended(owner, first.id)).status).toBe("cancelled");
  const second = await pushOne(stack, fullName, configuration({ patient: "still" }));
  await stack.runner.start();
  expect((await withStatus(owner, second, "complete", 40_000)).number).toBe(2);
  expect(await active(owner)).toMatchObject({ configuration: { patient: "still" } });
});
