// Sign-in by Google, GitHub and Slack creates an account or finds an existing one, and shows what went wrong.
import type { Page } from "@playwright/test";
import { newEmail } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

/** Opens the provider's page from the sign-in page. */
async function begin(page: Page, provider: string, path = "/login"): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: `Continue with ${provider}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(`${provider} \\(simulated\\)`) })).toBeVisible();
}

test("Google creates an account and finds it again", async ({ page, stack, browser, baseURL }) => {
  const email = newEmail();
  stack.google.addAccount({ email, name: "Test Person" });
  await begin(page, "Google");
  await page.getByRole("button", { name: email }).click();
  await expect(page).toHaveURL(/\/[a-z0-9-]+\/est_\w+$/);
  const estate = new URL(page.url()).pathname;

  const other = await browser.newPage({ baseURL: baseURL ?? "" });
  await other.goto(`${estate}/builds`);
  await begin(other, "Google", new URL(other.url()).pathname + new URL(other.url()).search);
  await other.getByRole("button", { name: email }).click();
  await expect(other).toHaveURL(`${estate}/builds`);
  await other.close();
});

test("a user who denies access at the provider sees it, and can sign in another way", async ({ page }) => {
  await begin(page, "Slack");
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page).toHaveURL("/login?problem=oauth_denied");
  await expect(page.getByRole("alert")).toContainText("Sign-in was cancelled");
  await expect(page.getByRole("button", { name: "Continue with Slack" })).toBeEnabled();
});

test("an unverified address at the provider does not sign in", async ({ page, stack }) => {
  const email = newEmail();
  stack.google.addAccount({ email, name: "Test Person", emailVerified: false });
  await begin(page, "Google", "/signup");
  await page.getByRole("button", { name: email }).click();
  await expect(page.getByRole("alert")).toContainText("Your email address is not verified with the provider");
});

for (const [code, message] of [
  ["oauth_state", "This sign-in attempt has expired"],
  ["oauth_failed", "The provider returned an error"],
  ["account_exists", "An account with this email address already exists"],
  ["account_linked_elsewhere", "This sign-in method belongs to another account"],
  ["banned", "This account is banned"],
  ["constructor", "Sign-in failed"],
] as const) {
  test(`the error ${code} has a message`, async ({ page }) => {
    await page.goto(`/login?problem=${code}`);
    await expect(page.getByRole("alert")).toContainText(message);
  });
}
