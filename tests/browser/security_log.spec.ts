// A user sees in the security log what concerns the account, and rejects a sign-in by the link of the email about it.
import { linkIn } from "../providers/mail/index.ts";
import { Browser as Session } from "../stack/development/seed.ts";
import { grantAdmin, PASSWORD, randomIpAddress, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

test("the security log names sign-ins, and an impersonation with its reason", async ({ stack, owner, open }) => {
  const admin = await signUp(stack, "Support Person");
  await grantAdmin(stack, admin);
  await admin.session.expect("POST", `/api/admin/users/${owner.id}/impersonate`, { reason: "Ticket 12" });
  await new Session(stack.url, { ...randomIpAddress(), "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" }).expect("POST", "/api/auth/signin", { email: owner.email, password: PASSWORD });
  const page = await open(owner, "/user-settings/sessions");
  const rows = page.getByRole("list", { name: "Security log" }).getByRole("listitem");
  await expect(rows.filter({ hasText: `${owner.name} signed in with a password` })).toContainText("Firefox on Linux");
  await expect(rows.filter({ hasText: "Support Person started impersonating" })).toContainText("Reason: Ticket 12");
});

test("a sign-in is rejected on a click, once", async ({ stack, owner, page }) => {
  await new Session(stack.url, randomIpAddress()).expect("POST", "/api/auth/signin", { email: owner.email, password: PASSWORD });
  const { pathname, hash } = linkIn(await stack.mail.waitFor({ to: owner.email, kind: "new_device" }), "/not-me");
  await page.goto(pathname + hash);
  await expect(page.getByRole("heading", { level: 1, name: "Was this not you?" })).toBeVisible();
  await owner.session.expect("GET", "/api/auth/me");
  await page.getByRole("button", { name: "Sign everyone out" }).click();
  await expect(page.getByRole("status")).toContainText(owner.email);
  expect((await fetch(`${stack.url}/api/auth/me`, { headers: { cookie: owner.session.cookie } })).status).toBe(401);
  await page.reload();
  await page.getByRole("button", { name: "Sign everyone out" }).click();
  await expect(page.getByRole("alert")).toContainText("This link is no longer valid");
});

test("an administrator reads the platform's log, filters it, and verifies it and an organization's", async ({ stack, owner, open }) => {
  const other = await signUp(stack, "Second Person");
  await grantAdmin(stack, owner);
  await owner.session.expect("POST", `/api/admin/users/${other.id}/ban`, { reason: "Spam", force: true });
  const page = await open(owner, `/admin/organizations?q=${other.slug}`);
  await page.getByRole("link", { name: `Verify audit log of ${other.organizationName}` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Platform audit log");
  const panel = page.locator("section").filter({ has: page.getByRole("heading", { name: `Integrity of the log of ${other.organizationName}` }) });
  await panel.getByRole("button", { name: "Verify log" }).click();
  await expect(panel.getByRole("button", { name: "Verify again" })).toBeVisible();
  await page.getByRole("button", { name: "Action: Any action" }).click();
  await page.getByRole("option", { name: "admin.banUser" }).click();
  const rows = page.getByRole("list", { name: "Audit log" }).locator("[data-audit-event]");
  await expect(rows.first()).toContainText("banned");
  await expect(rows.filter({ hasText: "signed" })).toHaveCount(0);
});
