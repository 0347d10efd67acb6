// Proves that a repository's branches are listed with their heads.
import { expect } from "vitest";
import { configuration, repositoryOf } from "../../support/builds.ts";
import { test } from "../../support/test.ts";


test("branches are listed with their heads, and an unreachable repository is not found", async ({ stack, owner }) => {
  const repository = await repositoryOf(stack, owner, configuration({}));
  const { sha } = await stack.github.commit(repository, { branch: "feature/ä", files: configuration({ two: 2 }), message: "Two" });
  const path = `/api/estates/${owner.estateId}/github/repositories`;
  const { items } = await owner.client.ok<{ items: { name: string; commitHash: string }[] }>("GET", `${path}/${repository.id}/branches`);
  expect(items).toEqual([{ name: "feature/ä", commitHash: sha }, { name: "main", commitHash: expect.stringMatching(/^[0-9a-f]{40}$/) }]);
  for (const id of ["1", "0", "-1", "x", "9".repeat(30)]) expect(await owner.client.refused("GET", `${path}/${id}/branches`), id).toEqual({ status: 404, code: "NOT_FOUND" });
});
