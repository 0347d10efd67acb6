// The main flows work by keyboard alone: signing in, opening a build, confirming a dialog.
import type { Locator, Page } from "@playwright/test";
import { codeIn } from "../providers/mail/index.ts";
import { PASSWORD } from "./support/user.ts";
import { connect, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";

const STOPS = 60;

/** Tabs to an element, up to a limit. */
async function tabTo(page: Page, target: Locator, key = "Tab"): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < STOPS; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target} was not reached by ${STOPS} times ${key}`);
}

test("sign in, open a build and roll back to it", async ({ stack, owner, page }) => {
  const { repository } = await connect(stack, owner, plain({ greeting: 1 }));
  const { deliveries } = await stack.github.commit(repository, { files: plain({ greeting: 2 }), message: "Greet twice" });
  await deliveries;
  await page.goto("/login");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.keyboard.type(owner.email);
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Password")).toBeFocused();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-build]", { hasText: "Greet twice" }).getByText("Active")).toBeVisible();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, page.locator("[data-build]").getByRole("link", { name: "Initial commit" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("#1 Initial commit");

  const rollBack = page.getByRole("button", { name: "Roll back to this build" });
  await tabTo(page, rollBack);
  await page.keyboard.press("Enter");
  const question = page.getByRole("alertdialog");
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(rollBack).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, question.getByRole("button", { name: "Roll back" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 }).getByText("Active")).toBeVisible();

  await tabTo(page, page.getByRole("tab", { name: "Log" }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Files" })).toBeFocused();
  await expect(page.getByRole("region", { name: "Files" })).toBeVisible();
});

test("sign in by a code and approve a device", async ({ stack, owner, page }) => {
  const grant = await fetch(`${stack.url}/api/auth/device/code`, { method: "POST", body: new URLSearchParams({ client_id: "steward-cli" }) });
  const { user_code: userCode } = (await grant.json()) as { user_code: string };
  await page.goto("/device");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.keyboard.type(owner.email);
  await tabTo(page, page.getByRole("button", { name: "Email me a code" }));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Code")).toBeFocused();
  await page.keyboard.type(codeIn(await stack.mail.waitFor({ to: owner.email, kind: "sign_in_code" })));

  await expect(page.getByLabel("Device code")).toBeFocused();
  await page.keyboard.type(userCode);
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Authorize" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Device authorized" })).toBeVisible();
});
