// Proves that builds are listed newest first, filtered by status, in pages that stay correct while builds are added.
import { expect } from "vitest";
import { configuration, connect, ended, keepSuperseded, pushOne, type Build } from "../../support/builds.ts";
import { test } from "../../support/test.ts";

interface Page {
  items: Build[];
  nextCursor: string | null;
}

test("pages go back from the newest build while builds are added, and a status filters them", async ({ stack, owner }) => {
  const { build: first, fullName } = await connect(stack, owner, configuration({ version: 1 }));
  await keepSuperseded(owner);
  const ids = [first.id];
  for (const content of ["{", '{"version":3}', "{", '{"version":5}']) ids.push(await pushOne(stack, fullName, { "steward.config.json": content }));
  for (const id of ids) await ended(owner, id);
  const path = `/api/estates/${owner.estateId}/builds`;
  const page = (query: string) => owner.client.ok<Page>("GET", `${path}?${query}`);
  const numbers = ({ items }: Page) => items.map(({ number }) => number);

  const newest = await page("limit=2");
  expect(numbers(newest)).toEqual([5, 4]);
  await ended(owner, await pushOne(stack, fullName, configuration({ version: 6 })));
  const next = await page(`limit=2&cursor=${newest.nextCursor}`);
  const last = await page(`limit=2&cursor=${next.nextCursor}`);
  expect([numbers(next), numbers(last), last.nextCursor]).toEqual([[3, 2], [1], null]);
  expect(numbers(await page("limit=100"))).toEqual([6, 5, 4, 3, 2, 1]);

  expect(numbers(await page("status=failed"))).toEqual([4, 2]);
  const complete = await page("status=complete&limit=3");
  expect(numbers(complete)).toEqual([6, 5, 3]);
  expect(numbers(await page(`status=complete&limit=3&cursor=${complete.nextCursor}`))).toEqual([1]);
  expect(numbers(await page("status=queued"))).toEqual([]);
  expect(await owner.client.refused("GET", `${path}?status=strange`)).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "status" });
  const one = newest.items[0];
  expect(await owner.client.ok("GET", `${path}/${one?.id}`)).toMatchObject({ number: 5, status: "complete", isActive: false });
});
