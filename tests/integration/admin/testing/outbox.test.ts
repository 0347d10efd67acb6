// Proves that administrators can try out the outbox where testing is turned on, and what it does with failing consumers.
import { expect } from "vitest";
import { grantAdmin, signUp } from "../../support/people.ts";
import { deliveryWith, retriedUntilEnd } from "../../support/outbox.ts";
import { test } from "../../support/test.ts";
import { startStack } from "../../../stack/index.ts";

test("deliveries end as done or dead, as their consumers succeed or fail", async ({ stack, owner }) => {
  expect(await owner.client.refused("POST", "/api/testing/outbox", { body: { behavior: "succeeds" } })).toMatchObject({ status: 403 });
  await grantAdmin(stack, owner);
  const poke = async (behavior: string) => (await owner.client.ok<{ eventId: string }>("POST", "/api/testing/outbox", { behavior }, 202)).eventId;
  const [succeeds, failsTwice, fails] = [await poke("succeeds"), await poke("fails_twice"), await poke("fails")];
  expect(await deliveryWith(stack, succeeds, "poke", "done")).toMatchObject({ attempts: 1 });
  const twice = await retriedUntilEnd(stack, failsTwice, "poke");
  expect(twice.end.status).toBe("done");
  expect(twice.end.attempts).toBeGreaterThan(2);
  for (const { attempts } of twice.failed) expect(attempts).toBeLessThanOrEqual(2);
  expect((await retriedUntilEnd(stack, fails, "poke")).end).toMatchObject({ status: "dead", attempts: 5 });
  expect(await owner.client.refused("POST", "/api/testing/outbox", { body: { behavior: "explodes" } })).toMatchObject({ status: 400, field: "behavior" });
});

test("in production, and where testing is off, the operation does not exist", async () => {
  const settings: Record<string, string>[] = [{ ENVIRONMENT: "production" }, { TESTING_ROUTER: "off" }];
  for (const bindings of settings) {
    const stack = await startStack({ withoutRunner: true, bindings });
    try {
      const owner = await signUp(stack);
      await grantAdmin(stack, owner);
      expect(await owner.client.refused("POST", "/api/testing/outbox", { body: { behavior: "succeeds" } })).toEqual({ status: 404, code: "NOT_FOUND" });
    } finally {
      await stack.close();
    }
  }
});
