// Every page shows the state of the session: impersonation, an unverified address, debug mode, and organizations that the
// user can join by domain.
import { randomBytes } from "node:crypto";
import { codeIn } from "../providers/mail/index.ts";
import { grantAdmin, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

test("an impersonating administrator sees it on every page, and stops", async ({ stack, owner, open }) => {
  const other = await signUp(stack, "Second Person");
  await grantAdmin(stack, owner);
  await owner.session.expect("POST", `/api/admin/users/${other.id}/impersonate`, { reason: "Support" });
  const page = await open(owner, other.home);
  const banner = page.getByRole("complementary", { name: "Impersonation" });
  for (const path of [other.home, "/new-organization", "/device", "/no-such-page"]) {
    await page.goto(path);
    await expect(banner).toContainText("You are impersonating Second Person");
  }
  await banner.getByRole("button", { name: "Stop impersonating" }).click();
  await expect(page).toHaveURL("/admin/users");
  await expect(banner).toBeHidden();
  await page.goto("/");
  await expect(page).toHaveURL(owner.home);
});

test("an unverified address shows a banner until its code is entered", async ({ stack, owner, open }) => {
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(owner.id).run();
  const page = await open(owner, owner.home);
  const banner = page.getByRole("complementary", { name: "Your email address" });
  await banner.getByRole("button", { name: "Verify email" }).click();
  const dialog = page.getByRole("dialog", { name: "Verify your email" });
  await dialog.getByLabel("Code").fill(codeIn(await stack.mail.waitFor({ to: owner.email, kind: "email_code" })));
  await expect(dialog).toBeHidden();
  await expect(banner).toBeHidden();
  await page.reload();
  await expect(page.getByText("No repository connected")).toBeVisible();
  await expect(banner).toBeHidden();
});

test("debug mode shows beside the name", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  await expect(page.locator("[data-debug]")).toHaveCount(0);
  await owner.session.expect("PATCH", "/api/user", { debugMode: true });
  await page.reload();
  await expect(page.getByRole("button", { name: "Open user menu" }).getByText("Debug mode is on")).toBeAttached();
});

test("organizations of the user's domain are suggested and joined", async ({ stack, owner, open }) => {
  const domain = `${randomBytes(6).toString("hex")}.example`;
  const colleague = await signUp(stack, "Second Person", `second@${domain}`);
  const now = Date.now();
  await stack.db
    .prepare(
      `INSERT INTO organization_domain (id, organization_id, domain, challenge, verified_at, auto_join, created_at, updated_at)
       VALUES (?1, ?2, ?3, 'proven', ?4, 1, ?4, ?4)`,
    )
    .bind(`dom_${owner.organizationId.slice(4)}`, owner.organizationId, domain, now)
    .run();
  await stack.db.prepare("UPDATE user SET email_proven_at = ?2 WHERE id = ?1").bind(colleague.id, now).run();
  const page = await open(colleague, "/new-organization");
  await expect(page.getByRole("list", { name: "Organizations you can join" })).toContainText(owner.organizationName);
  await page.getByRole("button", { name: "Switch organization or estate" }).click();
  await page.getByRole("menuitem", { name: `Join ${owner.organizationName}` }).click();
  await expect(page).toHaveURL(owner.home);
  await page.goto("/new-organization");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("list", { name: "Organizations you can join" })).toBeHidden();
});
