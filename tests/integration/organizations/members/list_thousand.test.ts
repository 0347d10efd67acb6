// Proves that a page of a thousand members costs the scope's statement and one more, and that paging and search find each member once.
import { expect } from "vitest";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

interface Members {
  items: { userId: string; name: string }[];
  nextCursor: string | null;
}

test("a thousand members are listed page by page, with two statements each", async ({ stack, owner }) => {
  const people = JSON.stringify(Array.from({ length: 999 }, (_, index) => String(index).padStart(4, "0")));
  const id = (prefix: string) => `'${prefix}_${owner.userId.slice(4, 26)}' || value`;
  await stack.db.batch([
    stack.db.prepare(`INSERT INTO user (id, name, email, created_at, updated_at) SELECT ${id("usr")}, 'Number ' || value, value || '@${owner.userId}.example', 1, 1 FROM json_each(?1)`).bind(people),
    stack.db.prepare(`INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) SELECT ${id("member")}, ?2, ${id("usr")}, 'viewer', 1, 1 FROM json_each(?1)`).bind(people, owner.organizationId),
  ]);
  const path = `/api/organizations/${owner.organizationId}/members`;
  // a user's presence is written once a minute, after an answer: not during these requests
  await owner.client.ok("GET", path);
  await until("the presence to be written", async () => (await stack.db.prepare("SELECT last_seen_at FROM user WHERE id = ?1").bind(owner.userId).first("last_seen_at")) !== null);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const answer = await owner.client.call("GET", `${path}?limit=100${cursor === null ? "" : `&cursor=${cursor}`}`);
    const { d1_statements, d1_round_trips } = await logged(stack, answer);
    expect([answer.status, d1_statements, d1_round_trips]).toEqual([200, 2, 2]);
    const page = answer.body as Members;
    seen.push(...page.items.map(({ userId }) => userId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect([seen.length, new Set(seen).size]).toEqual([1000, 1000]);
  const found = await owner.client.ok<Members>("GET", `${path}?q=number%200077`);
  expect(found).toMatchObject({ items: [{ name: "Number 0077" }], nextCursor: null });
});
