// Proves that estates are listed oldest first, in pages.
import { expect } from "vitest";
import { test } from "../../support/test.ts";

interface Estate {
  id: string;
  name: string;
  createdAt: string;
}

test("estates are listed oldest first, in pages", async ({ owner }) => {
  const path = `/api/organizations/${owner.organizationId}/estates`;
  for (const name of ["One", "Two", "Three"]) await owner.client.ok("POST", path, { name }, 201);
  const first = await owner.client.ok<{ items: Estate[]; nextCursor: string }>("GET", `${path}?limit=3`);
  const second = await owner.client.ok<{ items: Estate[]; nextCursor: null }>("GET", `${path}?limit=3&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["Default", "One", "Two", "Three"]);
  expect(second.nextCursor).toBe(null);
  expect(await owner.client.ok("GET", `${path}?limit=4`)).toMatchObject({ nextCursor: null });
});
