// Proves that an estate is offered the repositories that the installations of its organization may read and the user may write to,
// page by page.
import { expect } from "vitest";
import { authorizeGitHub, configuration, connect, ended, repositoryOf } from "../../support/builds.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

interface Page {
  items: { id: string; fullName: string }[];
  nextPage: number | null;
  installed: boolean;
}

test("no repository before an installation or while it is suspended, all of them in pages of a hundred otherwise", async ({ stack, owner }) => {
  const path = `/api/estates/${owner.estateId}/github/repositories`;
  expect(await owner.client.ok("GET", path)).toEqual({ items: [], nextPage: null, installed: false, templateUrl: `${stack.github.url}/steward-templates/estate/generate` });
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
  expect(await owner.client.ok("GET", path)).toEqual({ items: [], nextPage: null, installed: false, templateUrl: `${stack.github.url}/steward-templates/estate/generate` });
});

test("an installation is there for every estate of the organization, and for no other organization", async ({ stack, owner }) => {
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "member");
  const repository = await repositoryOf(stack, owner, configuration({ greeting: "hello" }));
  const listed = ({ client }: Person, estateId: string) => client.ok<Page>("GET", `/api/estates/${estateId}/github/repositories`);
  const { id } = await owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Shop" }, 201);
  expect(await member.client.refused("GET", `/api/estates/${id}/github/repositories`)).toEqual({ status: 409, code: "GITHUB_AUTHORIZATION_REQUIRED" });
  expect(await authorizeGitHub(stack, { ...member, estateId: id })).toBe(`/${owner.organizationId}/${id}/repository`);
  for (const person of [owner, member]) {
    expect(await listed(person, id)).toMatchObject({ installed: true, items: [{ fullName: `${repository.owner}/settings` }] });
  }
  expect(await listed(member, member.estateId)).toMatchObject({ installed: false, items: [] });
  expect(await member.client.refused("PUT", `/api/estates/${member.estateId}/repository`, { body: { repositoryId: repository.id } })).toMatchObject({ status: 400, field: "repositoryId" });

  const shop = { ...owner, estateId: id };
  const { items } = await listed(shop, id);
  const { build } = await owner.client.ok<{ build: { id: string } }>("PUT", `/api/estates/${id}/repository`, { repositoryId: items[0]?.id });
  expect(await ended(shop, build.id)).toMatchObject({ status: "complete" });
  const own = await connect(stack, shop, configuration({}));
  expect((await listed(shop, id)).items.map(({ fullName }) => fullName)).toEqual([own.fullName, `${repository.owner}/settings`]);
});
