// Proves that a page of a thousand estates with ten thousand builds costs the scope's statement and one more, and that paging finds each estate once.
import { expect } from "vitest";
import { addEstates } from "../../../stack/estates.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

interface Overviews {
  items: { id: string; name: string; lastBuild: { number: number } | null; activeBuild: { number: number } | null }[];
  nextCursor: string | null;
}

test("a thousand estates are listed page by page, with two statements each", async ({ stack, owner }) => {
  const ids = await addEstates(stack.db, owner.organizationId, 999, 10);
  const path = `/api/organizations/${owner.organizationId}/estates/overview`;
  // a user's presence is written once a minute, after an answer: not during these requests
  await owner.client.ok("GET", path);
  await until("the presence to be written", async () => (await stack.db.prepare("SELECT last_seen_at FROM user WHERE id = ?1").bind(owner.userId).first("last_seen_at")) !== null);
  const counted = async (query: string) => {
    const answer = await owner.client.call("GET", `${path}?${query}`);
    const { d1_statements, d1_round_trips } = await logged(stack, answer);
    expect([answer.status, d1_statements, d1_round_trips], query).toEqual([200, 2, 2]);
    return answer.body as Overviews;
  };
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Overviews = await counted(`limit=100${cursor === null ? "" : `&cursor=${cursor}`}`);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect([...seen].sort()).toEqual([owner.estateId, ...ids].sort());
  const ten = { lastBuild: { number: 10 }, activeBuild: { number: 10 } };
  expect(await counted("q=branch%20999")).toMatchObject({ items: [{ name: "Branch 999", ...ten }], nextCursor: null });
  expect(await counted(`ids=${ids[998]},${ids[500]}`)).toMatchObject({ items: [{ name: "Branch 501", ...ten }, { name: "Branch 999", ...ten }], nextCursor: null });
  expect(await counted("state=failed")).toEqual({ items: [], nextCursor: null });
});
