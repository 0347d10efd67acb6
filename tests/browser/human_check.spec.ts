// Where Turnstile is configured, people pass its widget to sign up, to sign in and to reset their password, and are told when it cannot be
// loaded. Elsewhere there is none.
import { startTurnstile, type TurnstileSimulator } from "../providers/turnstile/index.ts";
import { codeIn } from "../providers/mail/index.ts";
import { startStack, type Stack } from "../stack/index.ts";
import { collectErrors } from "./support/page_errors.ts";
import { expectNoHorizontalScroll } from "./support/viewport.ts";
import { newEmail, PASSWORD, randomIpAddress } from "./support/user.ts";
import { expect, test as base } from "./support/test.ts";

const test = base.extend<{}, { turnstile: TurnstileSimulator; guarded: Stack }>({
  turnstile: [
    async ({}, use) => {
      const turnstile = await startTurnstile();
      await use(turnstile);
      await turnstile.close();
    },
    { scope: "worker" },
  ],
  guarded: [
    async ({ turnstile }, use) => {
      const stack = await startStack({ withoutRunner: true, bindings: { TURNSTILE_SITE_KEY: turnstile.siteKey, TURNSTILE_SECRET: turnstile.secret, TURNSTILE_URL: turnstile.url } });
      await use(stack);
      await stack.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

test("people sign up, sign in and reset their password behind the check", async ({ browser, guarded, turnstile }) => {
  const context = await browser.newContext({ baseURL: guarded.url, extraHTTPHeaders: randomIpAddress() });
  const problems = await collectErrors(context);
  const page = await context.newPage();
  const email = newEmail();
  await page.goto("/signup");
  await expect(page.frameLocator('iframe[title="Human check"]').frameLocator("iframe").getByText("Success")).toBeVisible();
  await page.getByLabel("Name").fill("Test Person");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("short");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL("/verify");
  await page.getByLabel("Code").fill(codeIn(await guarded.mail.waitFor({ to: email, kind: "sign_up_code" })));
  await expect(page).not.toHaveURL("/verify");
  await context.clearCookies();

  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("incorrect");
  // the next attempt has a token of its own
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).not.toHaveURL("/login");
  await context.clearCookies();

  await page.goto("/reset");
  await expect(page.frameLocator('iframe[title="Human check"]').frameLocator("iframe").getByText("Success")).toBeVisible();
  await expectNoHorizontalScroll(page);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send reset link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  expect(new Set(turnstile.verifications.map(({ response }) => response)).size).toBe(turnstile.verifications.length);
  await context.close();
  expect(problems).toEqual([]);
});

test("a check that cannot be loaded shows an error, and can be tried again", async ({ browser, guarded, turnstile }) => {
  const context = await browser.newContext({ baseURL: guarded.url, extraHTTPHeaders: randomIpAddress() });
  const page = await context.newPage();
  turnstile.failScript(1);
  await page.goto("/login");
  const alert = page.getByRole("alert").filter({ hasText: "The human check could not be loaded" });
  await expect(alert).toBeVisible();
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.frameLocator('iframe[title="Human check"]').frameLocator("iframe").getByText("Success")).toBeVisible();
  await expect(alert).toBeHidden();
  await context.close();
});

test("without Turnstile there is no check", async ({ page }) => {
  await page.goto("/login");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect(page.locator("iframe")).toHaveCount(0);
});
