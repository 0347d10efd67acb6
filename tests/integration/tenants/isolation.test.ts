// Proves that nothing of a tenant is reached by an id in a body, by an invalid id, or by an invitation's link. Ids in paths, of every
// operation and as every caller, are in matrix.test.ts.
import { expect } from "vitest";
import { watch } from "../support/changes.ts";
import { Client } from "../support/client.ts";
import { inParallel } from "../support/parallel.ts";
import { signUp } from "../support/people.ts";
import { integration } from "../support/test.ts";
import { hiddenIn, tenantOf } from "./tenant.ts";

const test = integration({});

test("an invitation's link reveals the organization's name and no id", async ({ stack, owner }) => {
  const ids = await tenantOf(stack, owner);
  const { status, text } = await new Client(stack.url).call("GET", `/api/invitations/${ids["token"]}`);
  expect(status).toBe(200);
  for (const id of hiddenIn(ids)) expect(text).not.toContain(id);
});

test("ids of another tenant in a body are refused by field and change nothing", async ({ stack, owner }) => {
  const other = await signUp(stack);
  const own = await tenantOf(stack, other);
  const ids = await tenantOf(stack, owner);
  const organization = `/api/organizations/${other.organizationId}`;
  const tries: [string, string, object, object][] = [
    ["PATCH", organization, { defaultEstateId: ids["estateId"] }, { status: 400, field: "defaultEstateId" }],
    ["POST", `${organization}/transfer`, { userId: ids["memberId"] }, { status: 404, code: "NOT_FOUND" }],
    ["PATCH", `${organization}/members/${own["memberId"]}`, { role: "guest", estateIds: [ids["estateId"]] }, { status: 400, field: "estateIds" }],
    ["POST", `${organization}/invitations`, { role: "guest", estateIds: [ids["estateId"]] }, { status: 400, field: "estateIds" }],
    ["PUT", `/api/estates/${other.estateId}/repository`, { repositoryId: Number(ids["repositoryId"]) }, { status: 400, field: "repositoryId" }],
  ];
  const changes = await watch(stack);
  for (const [method, path, body, refused] of tries) expect(await other.client.refused(method, path, { body }), path).toMatchObject(refused);
  expect(await changes()).toEqual([]);
});

test("ids of another kind and invalid ids are not found", async ({ owner }) => {
  const wrong = (id: string, other: string) => [other, owner.userId, id.toUpperCase(), `${id}0`, id.slice(4), "est_", "org_", "1", "%00", "%ff", "' OR 1=1 --", ".."];
  const tries: [string, string[]][] = [
    ["/api/estates/", wrong(owner.estateId, owner.organizationId)],
    ["/api/organizations/", wrong(owner.organizationId, owner.estateId)],
  ];
  for (const [path, ids] of tries) {
    await inParallel(ids, async (id) => {
      const { status } = await owner.client.call("GET", path + encodeURI(id).replaceAll("%25", "%"));
      expect(status, path + id).toBe(404);
    });
  }
});
