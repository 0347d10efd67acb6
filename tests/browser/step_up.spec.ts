// What needs a fresh confirmation asks for it in a dialog and then goes on by itself.
import { expect, test } from "./support/test.ts";
import { PASSWORD } from "./support/user.ts";

test("a request that needs a confirmation opens a dialog, and is repeated once it is given", async ({ owner, open, stack }) => {
  const page = await open(owner, "/user-settings/sign-in");
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE user_id = ?1").bind(owner.id).run();
  await page.getByRole("button", { name: "Set up authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Confirm that it's you" });
  await dialog.getByLabel("Your password").fill("not the password");
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByLabel("Your password")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Your password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("dialog", { name: "Set up authenticator app" })).toBeVisible();
});

test("a closed dialog leaves everything as it was", async ({ owner, open, stack }) => {
  const page = await open(owner, `/${owner.slug}/settings`);
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE user_id = ?1").bind(owner.id).run();
  await page.goto("/user-settings/data");
  await page.getByRole("button", { name: "Delete account" }).click();
  const confirmation = page.getByRole("alertdialog");
  await confirmation.getByLabel("Your email address").fill(owner.email);
  await confirmation.getByRole("button", { name: "Delete account" }).click();
  const dialog = page.getByRole("dialog", { name: "Confirm that it's you" });
  await expect(dialog.getByLabel("Your password")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(confirmation).toBeVisible();
  expect(await stack.db.prepare("SELECT count(*) AS count FROM user WHERE id = ?1").bind(owner.id).first("count")).toBe(1);
});
