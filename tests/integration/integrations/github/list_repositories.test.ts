// Proves that an estate is offered the repositories that its installations may read, page by page.
import { expect } from "vitest";
import { configuration, repositoryOf } from "../../support/builds.ts";
import { test } from "../../support/test.ts";

interface Page {
  items: { id: string; fullName: string }[];
  nextPage: number | null;
  installed: boolean;
}

test("no repository before an installation or while it is suspended, all of them in pages of a hundred otherwise", async ({ stack, owner }) => {
  const path = `/api/estates/${owner.estateId}/github/repositories`;
  expect(await owner.client.ok("GET", path)).toEqual({ items: [], nextPage: null, installed: false });
  const repository = await repositoryOf(stack, owner, configuration({}));
  for (let index = 0; index < 104; index += 1) await stack.github.createRepository({ owner: repository.owner, name: `more-${index}` });
  const first = await owner.client.ok<Page>("GET", path);
  expect([first.items.length, first.nextPage, first.installed]).toEqual([100, 2, true]);
  const second = await owner.client.ok<Page>("GET", `${path}?page=2`);
  expect([second.items.length, second.nextPage]).toEqual([5, null]);
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(105);
  for (const page of ["0", "1001", "-1", "x"]) expect(await owner.client.refused("GET", `${path}?page=${page}`)).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "page" });

  const [installation] = stack.github.installations().filter(({ account }) => account === repository.owner);
  stack.github.suspendInstallation(installation?.id ?? 0, true);
  expect(await owner.client.ok("GET", path)).toEqual({ items: [], nextPage: null, installed: false });
});
