// Proves that a build can be cancelled while it waits and while it runs, and that the next one runs.
import { afterAll, expect } from "vitest";
import { active, build, configuration, connect, ended, keepSuperseded, pushOne, withStatus } from "../../support/builds.ts";
import { openGates } from "../../support/gate.ts";
import { linesOf, readLog } from "../../support/log.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());
test("a running build ends with its processes, a queued one never runs, and the next one completes", async ({ stack, owner }) => {
  const { build: running, fullName } = await connect(stack, owner, gates.configuration("cancelled", {}));
  await gates.reached("cancelled");
  await keepSuperseded(owner);
  const waiting = await pushOne(stack, fullName, gates.configuration("never-reached", {}));
  const last = await pushOne(stack, fullName, { ...configuration({ last: true }), "steward.config.mjs": null });
  expect((await build(owner, waiting)).status).toBe("queued");
  const socket = await Socket.open(owner);
  const path = `/api/estates/${owner.estateId}/builds`;

  expect(await owner.client.ok("POST", `${path}/${waiting}/cancel`, undefined, 202)).toMatchObject({ id: waiting, status: "queued" });
  expect(await ended(owner, waiting)).toMatchObject({ status: "cancelled", failure: null, steps: [] });
  expect(await owner.client.ok("POST", `${path}/${running.id}/cancel`, undefined, 202)).toMatchObject({ id: running.id, status: "in_progress" });
  const cancelled = await ended(owner, running.id);
  expect(cancelled).toMatchObject({ status: "cancelled", failure: null });
  expect(cancelled.steps.at(-1)).toMatchObject({ name: "evaluate", status: "cancelled" });
  const { events } = await readLog(owner, running.id);
  expect(linesOf(events).map(({ text }) => text)).toContain("Cancelled by Demo Owner.");
  expect(events.at(-1)).toMatchObject({ event: "end", data: { status: "cancelled" } });

  expect((await ended(owner, last)).status).toBe("complete");
  expect(await active(owner)).toMatchObject({ buildId: last, configuration: { last: true } });
  await until("the frames of all three", () => [running.id, waiting, last].every((id) => socket.has("build", id)));
  socket.cut();
  const audit = await stack.db.prepare("SELECT resource_id, detail FROM audit_log WHERE action = 'estate.cancelBuild' AND actor_id = ?1 ORDER BY id").bind(owner.userId).all<{ resource_id: string; detail: string }>();
  const cancelledFrom = (status: string) => ({ before: { status, cancelRequested: false }, after: { status, cancelRequested: true } });
  expect(audit.results.map(({ resource_id, detail }) => [resource_id, JSON.parse(detail)])).toEqual([[waiting, cancelledFrom("queued")], [running.id, cancelledFrom("in_progress")]]);
});

test("a build that has ended is refused with 409, an unknown one with 404", async ({ stack, owner }) => {
  const { build: complete } = await connect(stack, owner, configuration({}));
  await withStatus(owner, complete.id, "complete");
  const path = `/api/estates/${owner.estateId}/builds`;
  expect(await owner.client.refused("POST", `${path}/${complete.id}/cancel`)).toEqual({ status: 409, code: "CONFLICT" });
  for (const id of ["build_01k9zqt3m8e7tbm3hz0c3x6w5r", "1", owner.estateId]) {
    expect(await owner.client.refused("POST", `${path}/${id}/cancel`)).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  expect((await build(owner, complete.id)).status).toBe("complete");
});
