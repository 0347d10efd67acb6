// Proves that a user who signs up with an invitation joins its organization and no other, and that an invalid one leads to an own
// organization.
import { expect } from "vitest";
import { codeIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { roles } from "../../support/audit.ts";
import { Client } from "../../support/client.ts";
import { createAccount, signInWith } from "../../support/oauth.ts";
import { PASSWORD, fromSomewhere, newEmail, type Me, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

async function invite(owner: Person, body: object): Promise<{ id: string; token: string }> {
  const made = await owner.client.ok<{ invitation: { id: string }; url: string }>("POST", `/api/organizations/${owner.organizationId}/invitations`, body, 201);
  return { id: made.invitation.id, token: made.url.split("/").at(-1) ?? "" };
}

async function signUpBy(stack: Stack, email: string, invitation: string): Promise<Me> {
  const client = new Client(stack.url);
  const headers = fromSomewhere();
  await client.call("POST", "/api/auth/signup", { body: { email, password: PASSWORD, name: "New Person", invitation }, headers });
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" }));
  const { status, body, text } = await client.call("POST", "/api/auth/signup/verify", { body: { email, code }, headers });
  expect([status, status === 201 ? "" : text]).toEqual([201, ""]);
  return body as Me;
}

test("a user who signs up with an invitation joins with its role, and nowhere else", async ({ stack, owner }) => {
  const email = newEmail();
  const byMail = await invite(owner, { email, role: "admin" });
  const byLink = await invite(owner, { role: "guest", estateIds: [owner.estateId] });
  const first = await signUpBy(stack, email, byMail.token);
  const second = await signUpBy(stack, newEmail(), byLink.token);
  expect(first.organizations).toMatchObject([{ id: owner.organizationId, role: "admin" }]);
  expect(second.organizations).toMatchObject([{ id: owner.organizationId, role: "guest", estates: [{ id: owner.estateId }] }]);
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner", [first.user.id]: "admin", [second.user.id]: "guest" });
  const kept = await stack.db.prepare("SELECT status, uses FROM invitation WHERE organization_id = ?1 ORDER BY id").bind(owner.organizationId).all();
  expect(kept.results).toEqual([{ status: "accepted", uses: 1 }, { status: "pending", uses: 1 }]);
});

test("a new user who comes from an invitation by a provider joins that organization only", async ({ stack, owner }) => {
  const mine = async (client: Client) => (await client.ok<Me>("GET", "/api/auth/me")).organizations.map(({ id, role }) => [id, role]);
  const byLink = await invite(owner, { role: "viewer" });
  const linked = await signInWith(stack, "github", createAccount(stack, "github"), undefined, `/invite/${byLink.token}`);
  expect(await mine(linked.client)).toEqual([[owner.organizationId, "viewer"]]);

  // Google is the authority for the domain that it hosts
  const account = createAccount(stack, "google", { email: newEmail("gmail.com") });
  const byMail = await invite(owner, { email: account.email, role: "member" });
  const hosted = await signInWith(stack, "google", account, undefined, `/invite/${byMail.token}?x=1`);
  expect(await mine(hosted.client)).toEqual([[owner.organizationId, "member"]]);
});

test("an address that only a provider has verified is verified here before its invitation is accepted", async ({ stack, owner }) => {
  const account = createAccount(stack, "github", { email: newEmail() });
  const { token } = await invite(owner, { email: account.email, role: "member" });
  const { client, page } = await signInWith(stack, "github", account, undefined, `/invite/${token}`);
  expect([page, (await client.ok<Me>("GET", "/api/auth/me")).organizations]).toEqual([`/invite/${token}`, []]);
  expect(await client.refused("POST", `/api/invitations/${token}/accept`)).toEqual({ status: 409, code: "EMAIL_UNVERIFIED" });
  await client.ok("POST", "/api/user/email", { email: account.email }, 202);
  const code = codeIn(await stack.mail.waitFor({ to: account.email, kind: "email_code" }));
  await client.ok("POST", "/api/user/email/verify", { code }, 200);
  await client.ok("POST", `/api/invitations/${token}/accept`, undefined, 200);
  expect((await client.ok<Me>("GET", "/api/auth/me")).organizations).toMatchObject([{ id: owner.organizationId, role: "member" }]);
});

test("a foreign, ended or unknown invitation leads to an own organization", async ({ stack, owner }) => {
  const forOther = await invite(owner, { email: newEmail(), role: "member" });
  const ended = await invite(owner, { role: "member" });
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/invitations/${ended.id}`, undefined, 204);
  for (const token of [forOther.token, ended.token, "x".repeat(43)]) {
    const me = await signUpBy(stack, newEmail(), token);
    expect(me.organizations).toMatchObject([{ role: "owner" }]);
    expect(me.organizations[0]?.id).not.toBe(owner.organizationId);
  }
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner" });
});
