// Proves that an invitation's public page reveals no more than it must, and that tokens cannot be guessed.
import { expect } from "vitest";
import { Client } from "../../support/client.ts";
import { fromSomewhere, newEmail, signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

async function invite(owner: Person, body: object): Promise<{ id: string; path: string }> {
  const made = await owner.client.ok<{ invitation: { id: string }; url: string }>("POST", `/api/organizations/${owner.organizationId}/invitations`, body, 201);
  return { id: made.invitation.id, path: `/api/invitations/${made.url.split("/").at(-1)}` };
}


test("the public page names the organization, and only the recipient sees the whole address", async ({ stack, owner }) => {
  const person = await signUp(stack, `ada.${newEmail()}`);
  const { path } = await invite(owner, { email: person.email, role: "admin" });
  const nobody = new Client(stack.url);
  const { name } = await owner.client.ok<{ name: string }>("GET", `/api/organizations/${owner.organizationId}`);
  const shown = await nobody.call("GET", path, { headers: fromSomewhere() });
  expect(shown.body).toEqual({ organization: { name, logo: null }, invitedBy: "Demo Owner", role: "admin", email: "a…@steward.localhost", status: "pending", expiresAt: expect.any(String) });
  for (const secret of [owner.organizationId, owner.userId, owner.email, person.email]) expect(shown.text).not.toContain(secret);
  expect(await owner.client.ok("GET", path)).toMatchObject({ email: "a…@steward.localhost" });
  expect(await person.client.ok("GET", path)).toMatchObject({ email: person.email });
});

test("unknown tokens are limited to twenty per IP address, and valid ones do not count", async ({ stack, owner }) => {
  const { path } = await invite(owner, { role: "viewer" });
  const headers = fromSomewhere();
  const nobody = new Client(stack.url);
  for (let index = 0; index < 25; index += 1) expect((await nobody.call("GET", path, { headers })).status).toBe(200);
  expect(await nobody.refused("GET", "/api/invitations/short", { headers })).toEqual({ status: 404, code: "NOT_FOUND" });
  const guess = (index: number) => `/api/invitations/${String(index).padStart(43, "x")}`;
  for (let index = 0; index < 20; index += 1) expect(await nobody.refused("GET", guess(index), { headers })).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await nobody.refused("GET", guess(20), { headers })).toEqual({ status: 429, code: "RATE_LIMITED" });
  expect(await owner.client.refused("POST", `${guess(20)}/accept`, { headers })).toEqual({ status: 429, code: "RATE_LIMITED" });
});
