// Proves that the outbox is tried out by administrators only where testing is turned on, and what it makes of consumers
// that fail.
import { expect } from "vitest";
import { signUp } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { integration } from "../support/test.ts";
import { startStack } from "../../stack/index.ts";

const test = integration({ withoutRunner: true });

test("consumers that succeed, fail twice and fail for good end as they should", async ({ stack, owner }) => {
  expect(await owner.client.refused("POST", "/api/testing/outbox", { body: { behavior: "succeeds" } })).toMatchObject({ status: 403 });
  await stack.db.prepare("UPDATE user SET role = 'admin' WHERE id = ?1").bind(owner.userId).run();
  const poke = async (behavior: string) => (await owner.client.ok<{ eventId: string }>("POST", "/api/testing/outbox", { behavior }, 202)).eventId;
  const state = (eventId: string) => stack.db.prepare("SELECT status, attempts FROM outbox_delivery WHERE event_id = ?1").bind(eventId).first<{ status: string; attempts: number }>();
  const [succeeds, failsTwice, fails] = [await poke("succeeds"), await poke("fails_twice"), await poke("fails")];
  await until("the first to be done", async () => (await state(succeeds))?.status === "done", 20_000);
  await until("the third try to be done", async () => (await state(failsTwice))?.status === "done", 60_000);
  expect(await state(failsTwice)).toEqual({ status: "done", attempts: 3 });
  await until("the last to be given up", async () => (await state(fails))?.status === "dead", 90_000);
  expect(await state(fails)).toEqual({ status: "dead", attempts: 5 });
  expect(await owner.client.refused("POST", "/api/testing/outbox", { body: { behavior: "explodes" } })).toMatchObject({ status: 400, field: "behavior" });
}, 120_000);

test("in production, and where it is not turned on, nothing is there", async () => {
  const settings: Record<string, string>[] = [{ ENVIRONMENT: "production" }, { TESTING_ROUTER: "off" }];
  for (const bindings of settings) {
    const stack = await startStack({ withoutRunner: true, bindings });
    try {
      const owner = await signUp(stack);
      await stack.db.prepare("UPDATE user SET role = 'admin' WHERE id = ?1").bind(owner.userId).run();
      expect(await owner.client.refused("POST", "/api/testing/outbox", { body: { behavior: "succeeds" } })).toEqual({ status: 404, code: "NOT_FOUND" });
    } finally {
      await stack.close();
    }
  }
}, 60_000);
