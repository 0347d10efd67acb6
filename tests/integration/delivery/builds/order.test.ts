// Proves that the newest triggered build that completes is active, in whatever order builds are pushed, run and finished.
import { randomUUID } from "node:crypto";
import { afterAll, expect } from "vitest";
import { active, build, builds, configuration, connect, ended, keepSuperseded, push, pushOne, withStatus } from "../../support/builds.ts";
import { deliver, lastPush, type Taken } from "../../support/deliveries.ts";
import { openGates } from "../../support/gate.ts";
import { newId } from "../../support/ids.ts";
import { test } from "../../support/test.ts";

const gates = await openGates();
afterAll(() => gates.close());
test("two concurrent pushes become two builds that run in turn, and the newer one is active", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  await keepSuperseded(owner);
  const pushes = await Promise.all([2, 3].map((version) => push(stack, fullName, configuration({ version }))));
  const ids = pushes.flatMap(({ builds: started }) => started);
  expect(ids.length).toBe(2);
  const done = await Promise.all(ids.map((id) => ended(owner, id)));
  expect(done.map(({ status }) => status)).toEqual(["complete", "complete"]);
  expect(done.map(({ number }) => number).sort()).toEqual([2, 3]);
  expect(await active(owner)).toMatchObject({ buildId: done.find(({ number }) => number === 3)?.id, buildNumber: 3 });
});

test("twenty concurrent deliveries get numbers without gaps, and the newest build is active", async ({ stack, owner }) => {
  const { build: first, repository, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  await ended(owner, await pushOne(stack, fullName, configuration({ version: 2 })));
  await keepSuperseded(owner);
  const payload = lastPush(stack, repository.id);
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(stack, "push", payload, { id: randomUUID() })));
  const ids = answers.flatMap(({ body }) => (body as Taken).builds);
  expect(new Set(ids).size).toBe(20);
  const done = await Promise.all(ids.map((id) => ended(owner, id, 50_000)));
  expect(done.map(({ number }) => number).sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index + 3));
  expect(await active(owner)).toMatchObject({ buildNumber: 22 });
  expect((await builds(owner)).every(({ status }) => status === "complete")).toBe(true);
});

test("a build that reaches the build manager late finishes after a newer one and does not become active", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  // what is left of a delivery that was answered just before the Worker died: the rows, and no message in the queue
  const lateId = newId("build");
  const eventId = newId("obx");
  await stack.db.batch([
    stack.db
      .prepare(
        "INSERT INTO build (id, estate_id, number, status, installation_id, repository_id, clone_url, branch, path, commit_hash, commit_message, trigger_kind, trigger_sender, trigger_sender_id, created_at, updated_at) SELECT ?1, estate_id, 2, 'queued', installation_id, repository_id, clone_url, branch, path, commit_hash, 'Late', 'push', ?4, ?5, created_at, ?3 FROM build WHERE id = ?2",
      )
      .bind(lateId, first.id, Date.now(), stack.github.viewer.login, stack.github.viewer.id),
    stack.db
      .prepare("INSERT INTO outbox_event (id, name, organization_id, estate_id, payload, created_at) VALUES (?1, 'estate:build:created', ?2, ?3, ?4, 1)")
      .bind(eventId, owner.organizationId, owner.estateId, JSON.stringify({ buildId: lateId })),
    stack.db
      .prepare("INSERT INTO outbox_delivery (event_id, consumer, due_at, created_at, updated_at) VALUES (?1, 'startBuild', ?2, 1, 1)")
      .bind(eventId, Date.now() + 60_000),
  ]);
  const newer = await pushOne(stack, fullName, configuration({ version: 3 }));
  expect(await ended(owner, newer)).toMatchObject({ status: "complete", number: 3 });
  expect((await build(owner, lateId)).status).toBe("queued");

  await stack.db.prepare("UPDATE outbox_delivery SET due_at = 1 WHERE event_id = ?1").bind(eventId).run();
  await stack.scheduled();
  expect(await ended(owner, lateId)).toMatchObject({ status: "complete", number: 2, isActive: false });
  expect(await active(owner)).toMatchObject({ buildId: newer, buildNumber: 3 });
});

test("a newer build that fails or still runs leaves the last complete build active", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, first.id);
  const failing = await pushOne(stack, fullName, { "steward.config.json": "{" });
  expect((await ended(owner, failing)).status).toBe("failed");
  const working = await pushOne(stack, fullName, { "steward.config.json": null, ...gates.configuration("working", { version: 3 }) });
  await withStatus(owner, working, "in_progress");
  expect(await active(owner)).toMatchObject({ buildId: first.id });
  gates.open("working");
  await ended(owner, working);
  expect(await active(owner)).toMatchObject({ buildId: working });
});
