// Proves that permits which an isolate holds on lease are neither lost to callers nor pass the limit.
import { expect } from "vitest";
import { integration } from "../../support/test.ts";

const LIMIT = 200;
const test = integration({ withoutRunner: true, bindings: { API_LIMIT_PER_MINUTE: String(LIMIT) } });

test("all permits can be used and no more", async ({ owner }) => {
  const call = async () => {
    const { status, headers } = await owner.client.call("GET", `/api/organizations/${owner.organizationId}/members`);
    return { status, remaining: Number(headers.get("ratelimit-remaining")) };
  };
  let { remaining } = await call();
  const due = remaining;
  // one after the other each sees one less, whether it was asked for or on lease
  for (let made = 0; made < 40; made += 1) {
    const next = await call();
    expect(next).toEqual({ status: 200, remaining: remaining - 1 });
    remaining = next.remaining;
  }
  let passed = 40;
  while (passed <= LIMIT) {
    const answers = await Promise.all(Array.from({ length: 25 }, call));
    const now = answers.filter(({ status }) => status === 200).length;
    expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
    if (now === 0) break;
    passed += now;
  }
  expect(passed).toBe(due);
});
