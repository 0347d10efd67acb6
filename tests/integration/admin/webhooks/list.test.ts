// Proves that administrators page through the webhook deliveries of all tenants, newest first, and other users do not.
import { expect } from "vitest";
import { connect, configuration, ended } from "../../support/builds.ts";
import { grantAdmin } from "../../support/people.ts";
import { test } from "../../support/test.ts";

interface Delivery {
  provider: string;
  hookId: string;
  deliveryId: string;
  event: string;
  outcome: string;
  startedIds: string[];
  receivedAt: string;
}
interface List {
  items: Delivery[];
  nextCursor: string | null;
}

const path = "/api/admin/webhook-deliveries";

test("deliveries are listed newest first with what they started", async ({ stack, owner }) => {
  const { fullName, build } = await connect(stack, owner, configuration({ version: 1 }));
  await ended(owner, build.id);
  await (await stack.github.commit(fullName, { branch: "main", files: configuration({ version: 2 }), message: "Second" })).deliveries;
  expect(await owner.client.refused("GET", path)).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  await grantAdmin(stack, owner);

  const found: Delivery[] = [];
  for (let query = "?limit=1"; query !== ""; ) {
    const { items, nextCursor } = await owner.client.ok<List>("GET", path + query);
    found.push(...items);
    query = nextCursor === null || found.length >= 50 ? "" : `?limit=1&cursor=${encodeURIComponent(nextCursor)}`;
  }
  const times = found.map(({ receivedAt }) => receivedAt);
  expect(times).toEqual([...times].sort().reverse());
  expect(new Set(found.map(({ provider, hookId, event, deliveryId }) => `${provider} ${hookId} ${event} ${deliveryId}`)).size).toBe(found.length);
  const { items: builds } = await owner.client.ok<{ items: { id: string }[] }>("GET", `/api/estates/${owner.estateId}/builds`);
  const push = found.find(({ startedIds }) => startedIds.includes(builds[0]?.id ?? ""));
  expect(push).toMatchObject({ provider: "github", event: "push", outcome: "accepted" });
});

test("a cursor of another list is refused", async ({ stack, owner }) => {
  await grantAdmin(stack, owner);
  const cursor = Buffer.from("org_1").toString("base64url");
  expect(await owner.client.refused("GET", `${path}?cursor=${cursor}`)).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "cursor" });
});
