// Users manage their account: profile, email address, password, sign-in methods, sessions, export and deletion.
import { readFile } from "node:fs/promises";
import { codeIn } from "../providers/mail/index.ts";
import { Browser } from "../stack/development/seed.ts";
import { expectNoHorizontalScroll } from "./support/viewport.ts";
import { addMember, newEmail, PASSWORD, randomIpAddress, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

/** A one-pixel PNG. */
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

test("name and debug mode apply immediately, and an error shows at its field", async ({ owner, open }) => {
  const page = await open(owner);
  const menu = page.getByRole("button", { name: "Open user menu" });
  await menu.click();
  await page.getByRole("menuitem", { name: "Your settings" }).click();
  await expect(page).toHaveURL("/user-settings");
  const name = page.getByLabel("Name", { exact: true });
  const save = page.getByRole("button", { name: "Save name" });
  await expect(save).toBeDisabled();
  await name.fill("x".repeat(100));
  await name.fill("   ");
  await save.click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await name.fill("Another Name");
  await expect(name).not.toHaveAttribute("aria-invalid");
  await save.click();
  await expect(menu).toContainText("Another Name");

  const debug = page.getByRole("checkbox", { name: "Show debug information" });
  await debug.click();
  await expect(debug).toBeChecked();
  await expect(menu.getByText("Debug mode is on")).toBeAttached();
  await expect(page.getByText(owner.id)).toBeVisible();
  await debug.click();
  await expect(debug).not.toBeChecked();
  await expect(page.getByText(owner.id)).toHaveCount(0);
});

test("a picture is previewed before it is saved, and can be removed", async ({ owner, open }) => {
  const page = await open(owner, "/user-settings");
  const shown = page.getByRole("button", { name: "Open user menu" }).locator("img");
  const input = page.getByLabel("Choose picture");
  await input.setInputFiles({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") });
  await expect(page.getByRole("alert")).toContainText("couldn't be read as an image");
  await input.setInputFiles({ name: "picture.png", mimeType: "image/png", buffer: PIXEL });
  await expect(page.getByRole("img", { name: "Preview of the new picture" })).toBeVisible();
  await expect(shown).toHaveCount(0);
  await page.getByRole("button", { name: "Save picture" }).click();
  await expect(shown).toHaveAttribute("src", /^\/api\/pictures\/pic_/);
  expect(await shown.evaluate(async (image: HTMLImageElement) => (await image.decode(), image.naturalWidth))).toBe(512);

  await page.getByRole("button", { name: "Remove picture" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(shown).toHaveCount(0);
});

test("a new address applies when its code is entered", async ({ stack, owner, open }) => {
  const email = newEmail();
  const page = await open(owner, "/user-settings/sign-in");
  const panel = page.locator("section").filter({ has: page.getByRole("heading", { name: "Email address" }) });
  await panel.getByLabel("New email address").fill(email);
  await panel.getByRole("button", { name: "Change email" }).click();
  const dialog = page.getByRole("dialog", { name: "Enter the code" });
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "email_code" }));
  await dialog.getByLabel("Code").fill(code === "000000" ? "000001" : "000000");
  await expect(dialog.getByLabel("Code")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("strong", { hasText: owner.email })).toBeAttached();
  await dialog.getByLabel("Code").fill(code);
  await expect(dialog).toBeHidden();
  await expect(panel.getByText(email)).toBeVisible();
  await stack.mail.waitFor({ to: owner.email, kind: "email_changed" });
});

test("a new password revokes every other session", async ({ owner, open }) => {
  const page = await open(owner, "/user-settings/sign-in");
  const elsewhere = new Browser(owner.session.url, randomIpAddress());
  await elsewhere.expect("POST", "/api/auth/signin", { email: owner.email, password: PASSWORD });
  const current = page.getByLabel("Current password");
  await current.fill("not the password");
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(current).toHaveAttribute("aria-invalid", "true");
  await current.fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(current).toHaveValue("");
  await expect.poll(async () => (await elsewhere.send("GET", "/api/auth/me")).status).toBe(401);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Your settings" })).toBeVisible();
});

test("a provider is linked and unlinked, and the last way to sign in stays", async ({ stack, owner, open }) => {
  const email = newEmail();
  stack.google.addAccount({ email, name: "Test Person" });
  const page = await open(owner, "/user-settings/sign-in");
  const list = page.getByRole("list", { name: "Sign-in methods" });
  const row = (name: string) => list.getByRole("listitem").filter({ hasText: name });
  await expect(row("Password")).toContainText("Your only sign-in method");
  await row("Google").getByRole("button", { name: "Link Google" }).click();
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page).toHaveURL("/user-settings/sign-in?problem=oauth_denied");
  await expect(page.getByRole("alert")).toBeVisible();
  await row("Google").getByRole("button", { name: "Link Google" }).click();
  await page.getByRole("button", { name: email }).click();
  await expect(page).toHaveURL("/user-settings/sign-in");
  await expect(row("Google")).toContainText(email);

  await row("Password").getByRole("button", { name: "Remove Password" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(row("Password")).toHaveCount(0);
  await expect(row("Google")).toContainText("Your only sign-in method");
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(row("Password")).toBeVisible();
  await row("Google").getByRole("button", { name: "Unlink Google" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Unlink" }).click();
  await expect(row("Google").getByRole("button", { name: "Link Google" })).toBeVisible();
});

test("sessions are labelled by device; one is revoked, then all others", async ({ owner, open }) => {
  const [first, second] = ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0", "curl/8.5.0"].map(
    (agent) => new Browser(owner.session.url, { ...randomIpAddress(), "user-agent": agent }),
  ) as [Browser, Browser];
  for (const session of [first, second]) await session.expect("POST", "/api/auth/signin", { email: owner.email, password: PASSWORD });
  const page = await open(owner, "/user-settings/sessions");
  const rows = page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
  await expect(rows).toHaveCount(3);
  await expect(rows.filter({ hasText: "Current session" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "Current session" }).getByRole("button")).toHaveCount(0);
  await expect(rows.filter({ hasText: "curl 8.5.0" })).toBeVisible();
  await page.getByRole("button", { name: "Revoke session of Firefox on Windows" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke session" }).click();
  await expect(rows).toHaveCount(2);
  expect((await first.send("GET", "/api/auth/me")).status).toBe(401);
  await page.getByRole("button", { name: "Revoke other sessions" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke sessions" }).click();
  await expect(rows).toHaveCount(1);
  expect((await second.send("GET", "/api/auth/me")).status).toBe(401);
  await expect(page.getByRole("button", { name: "Revoke other sessions" })).toBeDisabled();
});

test("the user's data can be downloaded", async ({ owner, open }) => {
  const page = await open(owner, "/user-settings/data");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download data" }).click()]);
  const data = JSON.parse(await readFile(await download.path(), "utf8")) as { user: { email: string } };
  expect(data.user.email).toBe(owner.email);
});

test("an account without dependents is deleted by typing its address", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner);
  const page = await open(owner, "/user-settings/data");
  const handOver = page.getByRole("list", { name: "Organizations to transfer" });
  await expect(handOver.getByRole("link", { name: owner.organizationName })).toHaveAttribute("href", `/${owner.slug}/settings/danger-zone`);
  await expect(page.getByRole("button", { name: "Delete account" })).toHaveCount(0);

  await owner.session.send("DELETE", `/api/organizations/${owner.organizationId}/members/${colleague.id}`);
  await page.reload();
  await expect(page.getByRole("list", { name: "Organizations that will be deleted" })).toContainText(owner.organizationName);
  await page.getByRole("button", { name: "Delete account" }).click();
  const question = page.getByRole("alertdialog");
  const confirm = question.getByRole("button", { name: "Delete account" });
  await question.getByLabel("Your email address").fill("another@steward.localhost");
  await expect(confirm).toBeDisabled();
  await question.getByLabel("Your email address").fill(owner.email);
  await confirm.click();
  await expect(page).toHaveURL("/login");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
});

test("a session that ended before deletes no account and says so", async ({ stack, owner, open }) => {
  const page = await open(owner, "/user-settings/data");
  await page.getByRole("button", { name: "Delete account" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByLabel("Your email address").fill(owner.email);
  await stack.db.prepare("DELETE FROM session WHERE user_id = ?1").bind(owner.id).run();
  await question.getByRole("button", { name: "Delete account" }).click();
  await expect(page).toHaveURL("/login?ended=true&returnUrl=%2Fuser-settings%2Fdata");
  await expect(page.getByText("Your session has ended")).toBeVisible();
  expect(await stack.db.prepare("SELECT id FROM user WHERE id = ?1").bind(owner.id).first()).toEqual({ id: owner.id });
});

test("each section has its URL and fits a phone; a provider's error is shown", async ({ owner, open }) => {
  const page = await open(owner, "/user-settings?problem=account_linked_elsewhere");
  await expect(page).toHaveURL("/user-settings/sign-in?problem=account_linked_elsewhere");
  await expect(page.getByRole("alert")).toContainText("This sign-in method belongs to another account");
  for (const [name, path, heading] of [
    ["Profile", "/user-settings", "Picture"],
    ["Sign-in", "/user-settings/sign-in", "Password"],
    ["Sessions", "/user-settings/sessions", "Sessions"],
    ["Your data", "/user-settings/data", "Export"],
  ] as const) {
    await page.getByRole("navigation", { name: "Your settings" }).getByRole("link", { name }).click();
    await expect(page).toHaveURL(path);
    await expect(page.getByRole("heading", { level: 2, name: heading })).toBeVisible();
    await expectNoHorizontalScroll(page);
  }
});
