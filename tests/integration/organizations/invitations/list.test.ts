// Proves that invitations are listed newest first, by status, in pages.
import { expect } from "vitest";
import { test } from "../../support/test.ts";

interface Invitation {
  id: string;
  email: string | null;
  role: string;
  estateIds: string[];
  status: string;
  uses: number;
  expiresAt: string;
  createdAt: string;
}
interface Made {
  invitation: Invitation;
  url: string;
}
interface List {
  items: Invitation[];
  nextCursor: string | null;
}


test("invitations are listed newest first, by status, in pages", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/invitations`;
  const made: string[] = [];
  for (let index = 0; index < 5; index += 1) made.push((await owner.client.ok<Made>("POST", path, { role: "viewer" }, 201)).invitation.id);
  await stack.db.prepare("UPDATE invitation SET expires_at = 1 WHERE id = ?1").bind(made[1]).run();
  await owner.client.ok("DELETE", `${path}/${made[2]}`, undefined, 204);
  const ids = async (query: string) => (await owner.client.ok<List>("GET", `${path}${query}`)).items.map(({ id }) => id);
  expect(await ids("")).toEqual([...made].reverse());
  expect(await ids("?status=pending")).toEqual([made[4], made[3], made[0]]);
  expect(await ids("?status=expired")).toEqual([made[1]]);
  expect(await ids("?status=revoked")).toEqual([made[2]]);
  const first = await owner.client.ok<List>("GET", `${path}?limit=3`);
  expect([...first.items.map(({ id }) => id), ...(await ids(`?limit=3&cursor=${first.nextCursor}`))]).toEqual([...made].reverse());
  expect(await owner.client.refused("GET", `${path}?status=gone`)).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "status" });
});
