// Proves that a logo is set, replaced and removed with its bytes.
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { join, signUp } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";

/** One pixel. */
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

test("a logo is set, replaced and removed with its bytes", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}`;
  const put = async () => (await owner.client.call("PUT", `${path}/logo`, { raw: PNG, headers: { "content-type": "image/png" } })).body as { logo: string };
  const first = await put();
  expect(first.logo).toMatch(/^\/api\/pictures\/pic_/);
  expect((await owner.client.call("GET", first.logo)).status).toBe(200);
  const second = await put();
  expect(second.logo).not.toBe(first.logo);
  await until("the first to be gone", async () => (await owner.client.call("GET", first.logo)).status === 404);
  expect(await owner.client.ok("GET", path)).toMatchObject({ logo: second.logo });
  expect(await owner.client.ok("DELETE", `${path}/logo`)).toMatchObject({ logo: null });
  await until("the second to be gone", async () => (await owner.client.call("GET", second.logo)).status === 404);
  expect((await audited(stack, owner.organizationId, "organization.setLogo")).map(({ detail }) => detail)).toEqual([
    { before: { logo: null }, after: { logo: first.logo } },
    { before: { logo: first.logo }, after: { logo: second.logo } },
  ]);
});

test("an invalid picture and a member without the permission are refused", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/logo`;
  for (const raw of ["<svg xmlns='http://www.w3.org/2000/svg'/>", "", "GIF89a"]) {
    expect(await owner.client.refused("PUT", path, { raw, headers: { "content-type": "image/png" } })).toMatchObject({ status: 400, code: "VALIDATION_ERROR" });
  }
  const viewer = await signUp(stack);
  await join(stack, viewer, owner.organizationId, "viewer");
  expect(await viewer.client.refused("PUT", path, { raw: PNG, headers: { "content-type": "image/png" } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  expect(await owner.client.ok("GET", `/api/organizations/${owner.organizationId}`)).toMatchObject({ logo: null });
});
