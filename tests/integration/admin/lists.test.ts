// Proves that administrators list organizations, estates and builds of all tenants.
import { expect } from "vitest";
import { grantAdmin, join, signUp, type Person } from "../support/people.ts";
import { test } from "../support/test.ts";
import type { Stack } from "../../stack/index.ts";
import { Client } from "../support/client.ts";


async function administrator(stack: Stack): Promise<Person> {
  const person = await signUp(stack);
  await grantAdmin(stack, person);
  return person;
}


test("administrators list organizations, estates and builds, others do not", async ({ stack, owner }) => {
  const admin = await administrator(stack);
  const { items: organizations } = await admin.client.ok<{ items: { id: string; memberCount: number }[] }>("GET", `/api/admin/organizations?q=${owner.organizationId}`);
  expect(organizations).toMatchObject([{ id: owner.organizationId, memberCount: 1, estateCount: 1 }]);
  await join(stack, admin, owner.organizationId, "member");
  const { items: estates } = await admin.client.ok<{ items: { id: string }[] }>("GET", `/api/admin/estates?q=${owner.estateId}`);
  expect(estates).toMatchObject([{ id: owner.estateId, organization: { id: owner.organizationId }, repository: null, lastBuild: null }]);
  const { items: builds } = await admin.client.ok<{ items: { status: string; estate: { id: string } }[] }>("GET", "/api/admin/builds?status=queued");
  expect(builds.filter(({ status, estate }) => status !== "queued" || estate.id === owner.estateId)).toEqual([]);
  expect(await admin.client.refused("POST", `/api/admin/estates/${owner.estateId}/rebuild`)).toMatchObject({ status: 409 });
  for (const path of ["users", "organizations", "estates", "builds", "session", "sealing"]) {
    expect(await owner.client.refused("GET", `/api/admin/${path}`), path).toMatchObject({ status: 403 });
    expect(await new Client(stack.url).refused("GET", `/api/admin/${path}`), path).toMatchObject({ status: 401 });
  }
});
