// Proves that the creator owns the new organization and its first estate, and that it gets a slug of its own, also concurrently.
import { expect } from "vitest";
import type { Me } from "../../support/people.ts";
import { test } from "../../support/test.ts";

interface Created {
  organization: { id: string; name: string; slug: string };
  estate: { id: string; name: string };
}

test("the creator owns it and sees it in lists, and no other user gets a message", async ({ stack, owner }) => {
  const { organization, estate } = await owner.client.ok<Created>("POST", "/api/organizations", { name: "  Second organization " }, 201);
  expect([organization.name, estate.name]).toEqual(["Second organization", "Default"]);
  expect(organization.slug).toMatch(/^second-organization(-\w+)?$/);
  expect(await owner.client.ok("GET", `/api/organizations/${organization.id}`)).toMatchObject({ ...organization, role: "owner", logo: null, defaultEstateId: estate.id });
  expect(await owner.client.ok("GET", `/api/organizations/${organization.id}/members`)).toMatchObject({ items: [{ userId: owner.userId, role: "owner" }], nextCursor: null });
  expect(await owner.client.ok("GET", `/api/estates/${estate.id}`)).toMatchObject({ ...estate, role: "owner", organization: { id: organization.id, name: organization.name }, repository: null, activeBuildId: null });
  const me = await owner.client.ok<Me>("GET", "/api/auth/me");
  expect(me.organizations.map(({ id, estates }) => [id, estates.map((mine) => mine.id)])).toEqual([
    [owner.organizationId, [owner.estateId]],
    [organization.id, [estate.id]],
  ]);
  const events = await stack.db.prepare("SELECT name, estate_id FROM outbox_event WHERE organization_id = ?1").bind(organization.id).all();
  expect(events.results).toEqual([{ name: "estate:created", estate_id: estate.id }]);
});

test("twelve concurrent organizations of one name get twelve slugs", async ({ owner }) => {
  const word = owner.userId.slice(-8);
  const made = await Promise.all(Array.from({ length: 12 }, () => owner.client.ok<Created>("POST", "/api/organizations", { name: `Zwölf Gleiche ${word}` }, 201)));
  const slugs = made.map(({ organization }) => organization.slug).sort();
  expect(new Set(slugs).size).toBe(12);
  expect(slugs.filter((slug) => new RegExp(`^zwoelf-gleiche-${word}(-[2-9])?$`).test(slug)).length).toBe(9);
  expect(slugs.filter((slug) => new RegExp(`^zwoelf-gleiche-${word}-[0-9a-z]{8}$`).test(slug)).length).toBe(3);
});

test("a name gives one slug in every normal form and width", async ({ owner }) => {
  const word = owner.userId.slice(-8);
  for (const [name, slug] of [["Ju\u0308rgen", "juergen"], ["İstanbul", "istanbul"], ["Việt Nam", "viet-nam"], ["Vie\u0323\u0302t Nam", "viet-nam"], ["ﬁx", "fix"], ["ＡＢＣ", "abc"]] as const) {
    const { organization } = await owner.client.ok<Created>("POST", "/api/organizations", { name: `${name} ${word}` }, 201);
    expect(organization.slug).toMatch(new RegExp(`^${slug}-${word}(-\\d)?$`));
  }
});

test("a chosen slug is used, and refused when it is taken, reserved or invalid", async ({ stack, owner }) => {
  const slug = `chosen-${owner.userId.slice(-8)}`;
  const { organization } = await owner.client.ok<Created>("POST", "/api/organizations", { name: "Chosen", slug }, 201);
  expect(organization.slug).toBe(slug);
  const before = await stack.db.prepare("SELECT count(*) AS count FROM organization").first("count");
  expect(await owner.client.refused("POST", "/api/organizations", { body: { name: "Chosen", slug } })).toEqual({ status: 409, code: "SLUG_TAKEN", field: "slug" });
  for (const bad of ["a", "Chosen", "a--b", "-a", "a_b", "admin", "new-organization", "x".repeat(49), "ä-b"]) {
    expect(await owner.client.refused("POST", "/api/organizations", { body: { name: "Chosen", slug: bad } }), bad).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "slug" });
  }
  expect(await owner.client.refused("POST", "/api/organizations", { body: { name: " " } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "name" });
  expect(await stack.db.prepare("SELECT count(*) AS count FROM organization").first("count")).toBe(before);
});
