// Proves that a rollback activates an earlier build's configuration and pauses automatic activation until it is resumed.
import { afterAll, expect } from "vitest";
import { active, build, builds, configuration, connect, ended, keepSuperseded, pushOne } from "../../support/builds.ts";
import { openGates } from "../../support/gate.ts";
import type { Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());
interface Rollback {
  buildId: string;
  number: number;
  from: { buildId: string; number: number } | null;
  user: { id: string; name: string } | null;
  reason: string | null;
  at: string;
}

const rollbackOf = async ({ client, estateId }: Person) => (await client.ok<{ rollback: Rollback | null }>("GET", `/api/estates/${estateId}`)).rollback;

test("a rollback stays active until it is resumed, whatever builds finish or follow", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  await keepSuperseded(owner);
  const second = await pushOne(stack, fullName, configuration({ version: 2 }));
  await ended(owner, second);
  const running = await pushOne(stack, fullName, { "steward.config.json": null, ...gates.configuration("before-rollback", { version: 3 }) });
  const queued = await pushOne(stack, fullName, { "steward.config.mjs": null, ...configuration({ version: 4 }) });
  await gates.reached("before-rollback");
  const socket = await Socket.open(owner);

  const path = `/api/estates/${owner.estateId}/builds/${first.id}/activate`;
  expect(await owner.client.ok("POST", path, { reason: " Orders fail. " }, 200)).toMatchObject({ id: first.id, isActive: true });
  expect(await active(owner)).toMatchObject({ buildId: first.id, configuration: { version: 1 } });
  await until("the frames of the rollback", () => socket.has("configuration") && socket.has("build"));
  socket.cut();

  gates.open("before-rollback");
  expect((await ended(owner, running)).status).toBe("complete");
  expect((await ended(owner, queued)).status).toBe("complete");
  expect(await active(owner)).toMatchObject({ buildId: first.id });
  expect((await builds(owner)).filter(({ isActive }) => isActive).map(({ id }) => id)).toEqual([first.id]);

  const next = await pushOne(stack, fullName, configuration({ version: 5 }));
  expect((await ended(owner, next)).status).toBe("complete");
  expect(await active(owner)).toMatchObject({ buildId: first.id });
  expect(await rollbackOf(owner)).toEqual({
    buildId: first.id, number: 1, from: { buildId: second, number: 2 }, user: { id: owner.userId, name: "Demo Owner" }, reason: "Orders fail.", at: expect.stringMatching(/^20\d\d-.*Z$/),
  });

  const watching = await Socket.open(owner);
  const resume = `/api/estates/${owner.estateId}/activation/resume`;
  expect((await owner.client.call("POST", resume)).status).toBe(204);
  expect(await active(owner)).toMatchObject({ buildId: next, configuration: { version: 5 } });
  expect(await rollbackOf(owner)).toBe(null);
  await until("the frames of the resumption", () => watching.has("configuration") && watching.has("build"));
  watching.cut();
  expect(await owner.client.refused("POST", resume)).toEqual({ status: 409, code: "CONFLICT" });
  const later = await pushOne(stack, fullName, configuration({ version: 6 }));
  await ended(owner, later);
  expect(await active(owner)).toMatchObject({ buildId: later });

  const audit = await stack.db.prepare("SELECT action, actor_id, detail FROM audit_log WHERE resource_id IN (?1, ?2) AND action IN ('estate.rollbackToBuild', 'estate.resumeActivation') ORDER BY id").bind(first.id, owner.estateId).all<{ action: string; actor_id: string; detail: string }>();
  expect(audit.results.map(({ action, actor_id, detail }) => [action, actor_id, JSON.parse(detail)])).toEqual([
    ["estate.rollbackToBuild", owner.userId, { before: { activeBuildId: second, number: 2 }, after: { activeBuildId: first.id, number: 1, reason: "Orders fail." } }],
    ["estate.resumeActivation", owner.userId, { before: { paused: true }, after: { paused: false } }],
  ]);
});

test("a resumed rollback stays active when nothing was built since; the newest build is no rollback", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  const second = await pushOne(stack, fullName, configuration({ version: 2 }));
  await ended(owner, second);
  const activate = (id: string) => owner.client.ok("POST", `/api/estates/${owner.estateId}/builds/${id}/activate`, undefined, 200);
  await activate(first.id);
  expect((await owner.client.call("POST", `/api/estates/${owner.estateId}/activation/resume`)).status).toBe(204);
  expect(await active(owner)).toMatchObject({ buildId: first.id });
  await activate(first.id);
  expect(await rollbackOf(owner)).toMatchObject({ number: 1, from: null, reason: null });
  await activate(second);
  expect(await rollbackOf(owner)).toBe(null);
  const third = await pushOne(stack, fullName, configuration({ version: 3 }));
  await ended(owner, third);
  for (const id of [first.id, second]) {
    await activate(id);
    expect(await rollbackOf(owner)).toMatchObject({ buildId: id, from: { buildId: third, number: 3 } });
  }
  await activate(third);
  expect(await rollbackOf(owner)).toBe(null);
  const path = `/api/estates/${owner.estateId}/builds/${first.id}/activate`;
  for (const reason of ["x".repeat(501), "\u0007"]) {
    expect(await owner.client.refused("POST", path, { body: { reason } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "reason" });
  }
  expect(await active(owner)).toMatchObject({ buildId: third });
});

test("only a complete build can be activated", async ({ stack, owner }) => {
  const { build: failed } = await connect(stack, owner, { "steward.config.mjs": "throw new Error('no')" });
  await ended(owner, failed.id);
  const path = `/api/estates/${owner.estateId}/builds`;
  expect(await owner.client.refused("POST", `${path}/${failed.id}/activate`)).toEqual({ status: 409, code: "CONFLICT" });
  expect(await owner.client.refused("POST", `${path}/build_01k9zqt3m8e7tbm3hz0c3x6w5r/activate`)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await active(owner)).toBe(null);
  expect((await build(owner, failed.id)).isActive).toBe(false);
});
