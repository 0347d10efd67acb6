// Proves that name, slug and default estate change together or not at all, that a former slug leads to its organization, and that
// concurrent changes give one slug to one organization.
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

interface Organization {
  id: string;
  name: string;
  slug: string;
  defaultEstateId: string | null;
}

const path = ({ organizationId }: Person) => `/api/organizations/${organizationId}`;
const bySlug = (slug: string) => `/api/organizations/by-slug/${slug}`;
const unique = (person: Person, word: string) => `${word}-${person.userId.slice(-8)}`;

test("a change is returned, audited with before and after, and broadcast", async ({ stack, owner }) => {
  const socket = await Socket.open(owner);
  const before = await owner.client.ok<Organization>("GET", path(owner));
  const estate = await owner.client.ok<{ id: string }>("POST", `${path(owner)}/estates`, { name: "Shop" }, 201);
  const slug = unique(owner, "renamed");
  const after = await owner.client.ok<Organization>("PATCH", path(owner), { name: " Renamed ", slug, defaultEstateId: estate.id });
  expect(after).toMatchObject({ name: "Renamed", slug, defaultEstateId: estate.id });
  expect(await owner.client.ok("GET", path(owner))).toEqual(after);
  await until("the frame", () => socket.has("organization"));
  socket.cut();
  expect(await audited(stack, owner.organizationId, "organization.update")).toEqual([
    {
      actorId: owner.userId,
      detail: {
        before: { name: before.name, slug: before.slug, defaultEstateId: owner.estateId },
        after: { name: "Renamed", slug, defaultEstateId: estate.id },
      },
    },
  ]);
});

test("former slugs lead to the organization, are reserved for it, and can be used again", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const first = (await owner.client.ok<Organization>("GET", path(owner))).slug;
  const second = unique(owner, "second");
  await owner.client.ok("PATCH", path(owner), { slug: second });
  for (const slug of [first, second]) {
    expect(await owner.client.ok("GET", bySlug(slug))).toMatchObject({ id: owner.organizationId, slug: second });
    expect(await other.client.refused("PATCH", path(other), { body: { slug } })).toEqual({ status: 409, code: "SLUG_TAKEN", field: "slug" });
    expect(await other.client.refused("GET", bySlug(slug))).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  expect(await other.client.refused("POST", "/api/organizations", { body: { name: "Other", slug: first } })).toEqual({ status: 409, code: "SLUG_TAKEN", field: "slug" });
  expect(await owner.client.ok("PATCH", path(owner), { slug: first })).toMatchObject({ slug: first });
  expect(await owner.client.ok("GET", bySlug(second))).toMatchObject({ slug: first });
  for (const nobody of ["nobody-has-this", "ORG", "%00", owner.organizationId]) {
    expect(await owner.client.refused("GET", bySlug(nobody)), nobody).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  await join(stack, other, owner.organizationId, "external");
  expect(await other.client.refused("GET", bySlug(first))).toEqual({ status: 404, code: "NOT_FOUND" });
});

test("of two organizations that take one slug concurrently one gets it", async ({ stack, owner }) => {
  const other = await signUp(stack);
  for (let round = 0; round < 8; round += 1) {
    const slug = unique(owner, `race${round}`);
    const answers = await Promise.all([owner, other].map((person) => person.client.call("PATCH", path(person), { body: { slug } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { results } = await stack.db.prepare("SELECT id FROM organization WHERE slug = ?1").bind(slug).all();
    expect(results.length).toBe(1);
  }
});

test("concurrent changes of different fields are all made", async ({ owner }) => {
  const slug = unique(owner, "both");
  const answers = await Promise.all([owner.client.call("PATCH", path(owner), { body: { name: "Both" } }), owner.client.call("PATCH", path(owner), { body: { slug } })]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await owner.client.ok("GET", path(owner))).toMatchObject({ name: "Both", slug });
});

test("an invalid field is refused by name, and a role without the permission with 403", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const before = await owner.client.ok("GET", path(owner));
  const cases: [string, object][] = [
    ["name", { name: "" }],
    ["name", { name: "x".repeat(101) }],
    ["slug", { slug: "api" }],
    ["slug", { name: "Good", slug: "Not good" }],
    ["defaultEstateId", { name: "Good", defaultEstateId: other.estateId }],
    ["defaultEstateId", { defaultEstateId: "est_1" }],
    ["surprise", { surprise: 1 }],
  ];
  for (const [field, body] of cases) {
    expect(await owner.client.refused("PATCH", path(owner), { body }), JSON.stringify(body)).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
  for (const role of ["member", "viewer"]) {
    const person = await signUp(stack);
    await join(stack, person, owner.organizationId, role);
    expect(await person.client.refused("PATCH", path(owner), { body: { name: "Mine" } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  }
  expect(await other.client.refused("PATCH", path(owner), { body: { name: "Mine" } })).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await owner.client.ok("GET", path(owner))).toEqual(before);
});
