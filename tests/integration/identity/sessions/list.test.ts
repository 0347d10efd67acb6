// Proves that a user lists their own sessions.
import { expect } from "vitest";
import { signInAgain } from "../../support/people.ts";
import { test } from "../../support/test.ts";

interface Page {
  items: { id: string; kind: string; current: boolean; userAgent: string | null; location: string | null; impersonated: boolean; createdAt: string }[];
  nextCursor: string | null;
}


test("sessions are listed newest first, with the current one marked, in pages", async ({ stack, owner }) => {
  const others = [await signInAgain(stack, owner), await signInAgain(stack, owner)];
  const all = await owner.client.ok<Page>("GET", "/api/user/sessions");
  expect(all.items.map(({ id }) => id)).toEqual([others[1]?.sessionId, others[0]?.sessionId, owner.sessionId]);
  expect(all.items.map(({ current }) => current)).toEqual([false, false, true]);
  expect(all.items.every(({ kind, impersonated }) => kind === "browser" && !impersonated)).toBe(true);
  const paged: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Page = await owner.client.ok("GET", `/api/user/sessions?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
    paged.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all.items.map(({ id }) => id));
  for (const query of ["limit=0", "limit=101", "cursor=x", "cursor=YQ"]) expect(await owner.client.refused("GET", `/api/user/sessions?${query}`), query).toMatchObject({ status: 400 });
  await stack.db.prepare("UPDATE session SET expires_at = 1 WHERE id = ?1").bind(others[0]?.sessionId ?? "").run();
  expect((await owner.client.ok<Page>("GET", "/api/user/sessions")).items.length).toBe(2);
});
