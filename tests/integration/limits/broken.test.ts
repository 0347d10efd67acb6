// Where a limiter fails, calls of the API go on uncounted, and the log says so.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { until } from "../support/poll.ts";
import { integration } from "../support/test.ts";
import { breakLimiter } from "./storage.ts";

const directory = await mkdtemp(join(tmpdir(), "steward-broken-"));
afterAll(() => rm(directory, { recursive: true, force: true }));

const test = integration({ withoutRunner: true, directory });

test("the API goes on without its limiter", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/members`;
  const counted = await owner.client.call("GET", path);
  expect([counted.status, counted.headers.get("ratelimit-limit")]).toEqual([200, "600"]);
  await breakLimiter(stack, directory, `api:${owner.sessionId}`);
  for (let made = 0; made < 3; made += 1) {
    const { status, headers } = await owner.client.call("GET", path);
    expect([status, headers.get("ratelimit-limit")]).toEqual([200, null]);
  }
  await until("a line in the log", () => stack.lines.find((line) => line.includes("a call was not counted")));
});
