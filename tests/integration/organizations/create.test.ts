// Proves that whoever makes an organization owns it and its first estate, and sees it among their own.
import { expect } from "vitest";
import type { Me } from "../support/people.ts";
import { integration } from "../support/test.ts";

const test = integration({ withoutRunner: true });

interface Created {
  organization: { id: string; name: string };
  estate: { id: string; name: string };
}

test("the maker owns it; it is listed, and told to nobody else", async ({ stack, owner }) => {
  const { organization, estate } = await owner.client.ok<Created>("POST", "/api/organizations", { name: "  Second organization " }, 201);
  expect([organization.name, estate.name]).toEqual(["Second organization", "Default"]);
  expect(await owner.client.ok("GET", `/api/organizations/${organization.id}`)).toMatchObject({ ...organization, role: "owner" });
  expect(await owner.client.ok("GET", `/api/organizations/${organization.id}/members`)).toMatchObject({ items: [{ userId: owner.userId, role: "owner" }], nextCursor: null });
  expect(await owner.client.ok("GET", `/api/estates/${estate.id}`)).toMatchObject({ ...estate, role: "owner", organization, repository: null, activeBuildId: null });
  const me = await owner.client.ok<Me>("GET", "/api/auth/me");
  expect(me.organizations.map(({ id, estates }) => [id, estates.map((mine) => mine.id)])).toEqual([
    [owner.organizationId, [owner.estateId]],
    [organization.id, [estate.id]],
  ]);
  const events = await stack.db.prepare("SELECT name, estate_id FROM outbox_event WHERE organization_id = ?1").bind(organization.id).all();
  expect(events.results).toEqual([{ name: "estate:created", estate_id: estate.id }]);
});
