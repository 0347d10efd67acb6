// An invitation's link is opened by a new user, by one with an account, and by one with another address.
import { codeIn, linkIn } from "../providers/mail/index.ts";
import type { Browser } from "../stack/development/seed.ts";
import { newEmail, PASSWORD, signUp, type User } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

interface Created {
  invitation: { id: string };
  url: string;
}

/** Creates an invitation by the API and resolves with the path of its link. */
async function invite(session: Browser, organizationId: string, email?: string): Promise<{ id: string; path: string }> {
  const created = await session.expect("POST", `/api/organizations/${organizationId}/invitations`, { role: "member", ...(email ? { email } : {}) });
  const { invitation, url } = created as Created;
  return { id: invitation.id, path: new URL(url).pathname };
}

async function organizationsOf({ session }: User): Promise<string[]> {
  const me = (await session.expect("GET", "/api/auth/me")) as { organizations: { id: string }[] };
  return me.organizations.map(({ id }) => id);
}

test("a new user signs up from the email without a code and joins", async ({ page, stack, owner }) => {
  const email = `second+person-${newEmail()}`;
  const { path } = await invite(owner.session, owner.organizationId, email);
  const link = linkIn(await stack.mail.waitFor({ to: email, kind: "invitation" }), "/invite");
  expect(link.pathname).toBe(path);

  const requests: string[] = [];
  page.on("request", (request) => requests.push(`${request.url()} ${JSON.stringify(request.headers())}`));
  await page.goto(link.href);
  await page.getByRole("link", { name: "Sign up" }).click();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await page.reload();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await page.getByLabel("Name").fill("Second Person");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(owner.home);
  expect(stack.mail.find({ to: email, kind: "sign_up_code" })).toEqual([]);
  const proof = new URLSearchParams(link.hash.slice(1)).get("proof") ?? "";
  expect(proof).toHaveLength(43);
  // the proof is in the body of one request, and in no address and no header
  expect(requests.filter((request) => request.replace(/#\S*/, "").includes(proof))).toEqual([]);
});

test("the link of a former email leads to the code", async ({ page, stack, owner }) => {
  const email = newEmail();
  const { id } = await invite(owner.session, owner.organizationId, email);
  const former = await stack.mail.waitFor({ to: email, kind: "invitation" });
  await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/invitations/${id}/resend`);
  await page.goto(linkIn(former, "/invite").href);
  await page.getByRole("link", { name: "Sign up" }).click();
  await page.getByLabel("Name").fill("Second Person");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Code").fill(codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" })));
  await expect(page).toHaveURL(owner.home);
});

test("a revoked invitation says so at sign-up", async ({ page, stack, owner }) => {
  const email = newEmail();
  const { id } = await invite(owner.session, owner.organizationId, email);
  await page.goto(linkIn(await stack.mail.waitFor({ to: email, kind: "invitation" }), "/invite").href);
  await page.getByRole("link", { name: "Sign up" }).click();
  await owner.session.send("DELETE", `/api/organizations/${owner.organizationId}/invitations/${id}`);
  await page.getByLabel("Name").fill("Second Person");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toContainText("invitation");
});

test("a new user signs up with the copied link and a code", async ({ page, stack, owner }) => {
  const email = newEmail();
  const { path } = await invite(owner.session, owner.organizationId, email);

  await page.goto(path);
  await expect(page.getByRole("heading", { name: `Join ${owner.organizationName}` })).toBeVisible();
  await expect(page.getByText(`${owner.name} invited you to join as a member.`)).toBeVisible();
  await expect(page.getByText(email)).toBeHidden(); // the link alone does not reveal the address
  await page.getByRole("link", { name: "Sign up" }).click();
  await expect(page.getByRole("status").filter({ hasText: `You're joining ${owner.organizationName}` })).toBeVisible();
  await page.getByLabel("Name").fill("Second Person");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Code").fill(codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" })));
  await expect(page).toHaveURL(owner.home);
});

test("a user with an account signs in and joins", async ({ page, stack, owner }) => {
  const colleague = await signUp(stack, "Second Person");
  const { path } = await invite(owner.session, owner.organizationId, colleague.email);
  await page.goto(path);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email").fill(colleague.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(path);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page).toHaveURL(new RegExp(`/${owner.slug}/est_\\w+$`));
  expect(await organizationsOf(colleague)).toContain(owner.organizationId);
  await page.goto(path);
  await expect(page.getByRole("alert")).toContainText("This invitation was accepted");
});

test("an invited user whose address is not verified verifies it on the page, and joins", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(colleague.id).run();
  const { path } = await invite(owner.session, owner.organizationId, colleague.email);
  const page = await open(colleague, path);
  await expect(page.getByText("Verify your email address to accept it.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Join" })).toBeHidden();
  await page.getByRole("button", { name: "Verify email" }).click();
  const code = codeIn(await stack.mail.waitFor({ to: colleague.email, kind: "email_code" }));
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page).toHaveURL(new RegExp(`/${owner.slug}/est_\\w+$`));
});

test("an invitation for another address cannot be accepted", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  const { path } = await invite(owner.session, owner.organizationId, newEmail());
  const page = await open(colleague, path);
  await expect(page.getByRole("alert")).toContainText("This invitation is for another email address");
  await expect(page.getByRole("button", { name: "Join" })).toBeHidden();
  await page.getByRole("button", { name: "Use another account" }).click();
  await expect(page).toHaveURL(`/login?${new URLSearchParams({ returnUrl: path })}`);
});

test("a declined invitation and a revoked one are closed", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  const first = await invite(owner.session, owner.organizationId, colleague.email);
  const page = await open(colleague, first.path);
  await page.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByRole("alert")).toContainText("This invitation was declined");

  const second = await invite(owner.session, owner.organizationId);
  await page.goto(second.path);
  await expect(page.getByRole("button", { name: "Join" })).toBeVisible();
  await owner.session.send("DELETE", `/api/organizations/${owner.organizationId}/invitations/${second.id}`);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This invitation was revoked" })).toBeVisible();
  expect(await organizationsOf(colleague)).not.toContain(owner.organizationId);
});
