// Proves that a rollback activates an earlier build's configuration, and that no build triggered before it takes over.
import { afterAll, expect } from "vitest";
import { active, build, builds, configuration, connect, ended, pushOne } from "../../support/builds.ts";
import { openGates } from "../../support/gate.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());
test("a rollback stays active while builds triggered before it finish, until the next build", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  const second = await pushOne(stack, fullName, configuration({ version: 2 }));
  await ended(owner, second);
  const running = await pushOne(stack, fullName, { "steward.config.json": null, ...gates.configuration("before-rollback", { version: 3 }) });
  const queued = await pushOne(stack, fullName, { "steward.config.mjs": null, ...configuration({ version: 4 }) });
  await gates.reached("before-rollback");
  const socket = await Socket.open(owner);

  const path = `/api/estates/${owner.estateId}/builds/${first.id}/activate`;
  expect(await owner.client.ok("POST", path, undefined, 200)).toMatchObject({ id: first.id, isActive: true });
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
  expect(await active(owner)).toMatchObject({ buildId: next, configuration: { version: 5 } });
  const audit = await stack.db.prepare("SELECT action, actor_id, detail FROM audit_log WHERE resource_id = ?1 ORDER BY id").bind(first.id).all<{ detail: string }>();
  const detail = { before: { activeBuildId: second, number: 2 }, after: { activeBuildId: first.id, number: 1 } };
  expect(audit.results.at(-1)).toMatchObject({ action: "estate.rollbackToBuild", actor_id: owner.userId });
  expect(JSON.parse(audit.results.at(-1)?.detail ?? "")).toEqual(detail);
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
