// Users set up an authenticator app, sign in with its codes and with backup codes, and remove it.
import { generate } from "otplib";
import { addMember, PASSWORD, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

/** The code of an authenticator app, some steps of 30 seconds from now. */
const codeOf = (secret: string, steps = 0) => generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });

test("an authenticator app is set up by its key, asked for at sign-in, and removed with a code", async ({ owner, open, page }) => {
  const settings = await open(owner, "/user-settings/sign-in");
  const panel = settings.locator("section").filter({ has: settings.getByRole("heading", { name: "Second factor" }) });
  await panel.getByRole("button", { name: "Set up authenticator app" }).click();
  const dialog = settings.getByRole("dialog", { name: "Set up authenticator app" });
  await expect(dialog.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  const secret = await dialog.getByLabel("Key", { exact: true }).inputValue();
  await dialog.getByLabel("Code", { exact: true }).fill("12345");
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(dialog.getByLabel("Code", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Code", { exact: true }).fill(await codeOf(secret));
  await dialog.getByRole("button", { name: "Turn on" }).click();
  const saved = settings.getByRole("dialog", { name: "Save your backup codes" });
  const codes = ((await saved.locator("pre").textContent()) ?? "").split("\n");
  expect(codes.length).toBe(10);
  await saved.getByRole("button", { name: "I saved them" }).click();
  await expect(panel.getByText("10 backup codes left")).toBeVisible();

  const path = `${owner.home}/builds`;
  await page.goto(path);
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Enter your second factor" })).toBeVisible();
  await page.getByLabel("Code").fill("not a code");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByLabel("Code")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Code").fill(codes[0] ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(path);

  await settings.reload();
  await expect(panel.getByText("9 backup codes left")).toBeVisible();
  await panel.getByRole("button", { name: "New backup codes" }).click();
  await settings.getByRole("dialog").getByLabel("Code").fill(codes[1] ?? "");
  await settings.getByRole("button", { name: "Get new codes" }).click();
  const renewed = ((await saved.locator("pre").textContent()) ?? "").split("\n");
  expect(renewed.filter((code) => codes.includes(code))).toEqual([]);
  await saved.getByRole("button", { name: "I saved them" }).click();
  await panel.getByRole("button", { name: "Remove Authenticator app" }).click();
  await settings.getByRole("dialog").getByLabel("Code").fill(await codeOf(secret, 1));
  await settings.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(panel.getByRole("button", { name: "Set up authenticator app" })).toBeVisible();
});

test("the page of the second factor says when there is no sign-in to complete", async ({ page }) => {
  await page.goto("/second-factor");
  await expect(page.getByRole("alert")).toContainText("This sign-in has expired");
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page).toHaveURL("/login");
});

test("an organization requires a second factor: a banner until the deadline, and afterwards no page", async ({ owner, open, stack }) => {
  const member = await signUp(stack);
  await addMember(stack, member, owner);
  const settings = await open(owner, "/user-settings/sign-in");
  await settings.getByRole("button", { name: "Set up authenticator app" }).click();
  const dialog = settings.getByRole("dialog", { name: "Set up authenticator app" });
  const secret = await dialog.getByLabel("Key", { exact: true }).inputValue();
  await dialog.getByLabel("Code", { exact: true }).fill(await codeOf(secret));
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await settings.getByRole("button", { name: "I saved them" }).click();
  await settings.goto(`/${owner.slug}/settings`);
  await settings.getByLabel("Days to add one").fill("7");
  await settings.getByRole("button", { name: "Require a second factor" }).click();
  await expect(settings.getByText(/^Members need a second factor from/)).toBeVisible();

  const page = await open(member, owner.home);
  await expect(page.getByRole("complementary", { name: "Second factor" })).toContainText(`${owner.organizationName} requires a second factor from`);
  await stack.db.prepare("UPDATE organization SET second_factor_required_from = 1 WHERE id = ?1").bind(owner.organizationId).run();
  await page.reload();
  await expect(page.getByRole("complementary", { name: "Second factor" })).toContainText("Add one to open its pages.");
  await page.getByRole("link", { name: "Add second factor" }).click();
  await expect(page).toHaveURL("/user-settings/sign-in");
});
