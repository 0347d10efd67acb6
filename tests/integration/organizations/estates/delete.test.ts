// Proves that deleting an estate deletes its R2 objects and no others, and that the default estate cannot be deleted.
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

interface Estate {
  id: string;
  name: string;
}

const make = (owner: Person, name: string) => owner.client.ok<Estate>("POST", `/api/organizations/${owner.organizationId}/estates`, { name }, 201);

test("an estate is deleted with its objects after its name is confirmed", async ({ stack, owner }) => {
  const shop = await make(owner, "Shop");
  const socket = await Socket.open(owner);
  for (const key of [`builds/${shop.id}/build_1/files.json`, `builds/${shop.id}/build_2/files.json`, `files/${shop.id}/1`, `builds/${owner.estateId}/build_1/files.json`]) await stack.bucket.put(key, "{}");
  const path = `/api/estates/${shop.id}/deletion`;
  for (const confirmation of ["", "shop", "Shops"]) {
    expect(await owner.client.refused("POST", path, { body: { confirmation } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "confirmation" });
  }
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "member");
  expect(await member.client.refused("POST", path, { body: { confirmation: "Shop" } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  await owner.client.ok("POST", path, { confirmation: " Shop " }, 204);
  expect(await owner.client.refused("GET", `/api/estates/${shop.id}`)).toEqual({ status: 404, code: "NOT_FOUND" });
  await until("the frame", () => socket.has("estate", shop.id));
  socket.cut();
  const keys = async () => (await stack.bucket.list()).objects.map(({ key }) => key);
  await until("the objects to be gone", async () => !(await keys()).some((key) => key.includes(shop.id)));
  expect(await keys()).toContain(`builds/${owner.estateId}/build_1/files.json`);
  expect((await audited(stack, owner.organizationId, "estate.delete")).map(({ detail }) => detail)).toEqual([{ before: { name: "Shop" } }]);
});

test("the default estate cannot be deleted, also concurrently with a change of the default", async ({ owner }) => {
  const deletion = (id: string) => `/api/estates/${id}/deletion`;
  expect(await owner.client.refused("POST", deletion(owner.estateId), { body: { confirmation: "Default" } })).toEqual({ status: 409, code: "DEFAULT_ESTATE" });
  for (let round = 0; round < 6; round += 1) {
    const other = await make(owner, "Other");
    const [moved, deleted] = await Promise.all([
      owner.client.call("PATCH", `/api/organizations/${owner.organizationId}`, { body: { defaultEstateId: other.id } }),
      owner.client.call("POST", deletion(other.id), { body: { confirmation: "Other" } }),
    ]);
    const { defaultEstateId } = await owner.client.ok<{ defaultEstateId: string }>("GET", `/api/organizations/${owner.organizationId}`);
    expect([moved?.status, deleted?.status]).toEqual(defaultEstateId === other.id ? [200, 409] : [400, 204]);
    await owner.client.ok("PATCH", `/api/organizations/${owner.organizationId}`, { defaultEstateId: owner.estateId });
  }
  const other = await make(owner, "Last");
  await owner.client.ok("PATCH", `/api/organizations/${owner.organizationId}`, { defaultEstateId: other.id });
  await owner.client.ok("POST", deletion(owner.estateId), { confirmation: "Default" }, 204);
  expect(await owner.client.ok("GET", `/api/organizations/${owner.organizationId}`)).toMatchObject({ defaultEstateId: other.id });
});
