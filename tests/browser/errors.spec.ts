// Errors show at the field, in a toast or instead of the page, and pages recover without a reload.
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

/** Makes the API answer a path with an error. */
async function refuse(page: Page, path: string | RegExp, status: number, code: string, message: string, headers: Record<string, string> = {}): Promise<void> {
  await page.route(path, (route) =>
    route.fulfill({ status, headers, json: { error: { code, message, context: {} }, requestId: "req_01h455vb4pex5vsknk084sn02q" } }),
  );
}

test("rate limited: the form says when to try again", async ({ page }) => {
  await refuse(page, "**/api/auth/signin", 429, "RATE_LIMITED", "too many attempts", { "retry-after": "600" });
  await page.goto("/login");
  await page.getByLabel("Email").fill("demo@steward.localhost");
  await page.getByLabel("Password").fill("whatever it is");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("Try again in 10 minutes.");
});

test("denied, conflicting and rate-limited actions show a toast", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  const path = `**/api/organizations/${owner.organizationId}/estates`;
  const create = async () => {
    await page.getByRole("button", { name: "Switch organization or estate" }).click();
    await page.getByRole("menuitem", { name: /^Create estate in/ }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Second estate");
    await page.getByRole("button", { name: "Create estate" }).click();
  };
  for (const [status, code, headers, message] of [
    [403, "PERMISSION_DENIED", {}, "You don't have permission to do this"],
    [409, "CONFLICT", {}, "Message of the code CONFLICT"],
    [429, "RATE_LIMITED", { "retry-after": "30" }, "Try again in 30 seconds."],
  ] as const) {
    await refuse(page, path, status, code, `message of the code ${code}`, headers);
    await create();
    await expect(page.locator("[data-sonner-toast]").filter({ hasText: message })).toBeVisible();
    await page.unroute(path);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
});

test("offline, a form fails immediately", async ({ page, context }) => {
  await page.goto("/login");
  await page.getByLabel("Email").fill("demo@steward.localhost");
  await page.getByLabel("Password").fill("whatever it is");
  await expect(page.getByRole("region", { name: /Notifications/ })).toBeAttached(); // loaded after the page
  await context.setOffline(true);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.locator("[data-sonner-toast]")).toContainText("Can't reach Steward");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
});

test("a page that fails to load shows the error and loads on retry", async ({ owner, open }) => {
  const page = await open(owner, "/new-organization");
  const path = `**/api/estates/${owner.estateId}`;
  await refuse(page, path, 500, "INTERNAL_ERROR", "something went wrong here");
  await page.goto(owner.home);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible(); // the shell stays
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Something went wrong here");
  await expect(page.getByText("req_01h455vb4pex5vsknk084sn02q")).toBeVisible();
  await page.unroute(path);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("No repository connected")).toBeVisible();
});

test("a failed session shows a full-page error", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  await refuse(page, "**/api/auth/me", 500, "INTERNAL_ERROR", "something went wrong here");
  await page.goto(owner.home);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Something went wrong here");
  await page.unroute("**/api/auth/me");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
});
