// Proves that estates are renamed and deleted by those who may, that the default estate stays, and that one that is deleted
// takes its objects with it and nobody else's.
import { expect } from "vitest";
import { audited } from "../support/audit.ts";
import { join, signUp, type Person } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { Socket } from "../support/socket.ts";
import { test } from "../support/test.ts";

interface Estate {
  id: string;
  name: string;
}

const make = (owner: Person, name: string) => owner.client.ok<Estate>("POST", `/api/organizations/${owner.organizationId}/estates`, { name }, 201);

test("a new name is shown, audited and told", async ({ stack, owner }) => {
  const socket = await Socket.open(owner);
  const path = `/api/estates/${owner.estateId}`;
  expect(await owner.client.ok("PATCH", path, { name: " Shop " })).toMatchObject({ id: owner.estateId, name: "Shop" });
  expect(await owner.client.ok("GET", path)).toMatchObject({ name: "Shop" });
  await until("the frames", () => socket.has("estate", owner.estateId) && socket.has("organization"));
  socket.cut();
  expect((await audited(stack, owner.organizationId, "estate.update")).map(({ detail }) => detail)).toEqual([{ before: { name: "Default" }, after: { name: "Shop" } }]);
  for (const name of ["", " ", "x".repeat(101)]) {
    expect(await owner.client.refused("PATCH", path, { body: { name } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "name" });
  }
  const [member, stranger] = [await signUp(stack), await signUp(stack)];
  await join(stack, member, owner.organizationId, "member");
  expect(await member.client.refused("PATCH", path, { body: { name: "Mine" } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  expect(await stranger.client.refused("PATCH", path, { body: { name: "Mine" } })).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await owner.client.ok("GET", path)).toMatchObject({ name: "Shop" });
});

test("an estate goes with its objects, once its name was typed", async ({ stack, owner }) => {
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

test("the default estate stays until another is the default, also when both happen at once", async ({ owner }) => {
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
