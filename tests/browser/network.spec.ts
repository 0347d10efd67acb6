// Without a network, or with one that loses requests, the page stays, says so, and recovers by itself.
import type { Page } from "@playwright/test";
import { connect, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";

const notLoaded = "This page couldn't be loaded";

async function markDocument(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { marked: true }));
}

/** Whether the document is still the marked one. */
function isSameDocument(page: Page): Promise<boolean> {
  return page.evaluate(() => "marked" in window);
}

test("a page whose code does not load keeps the shell, and loads on retry", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  await markDocument(page);
  await page.route("**/assets/*", (route) => route.abort());
  await page.route("/", (route) => route.abort());
  await page.getByRole("link", { name: "Members" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(notLoaded);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await page.unroute("**/assets/*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Members");
  expect(await isSameDocument(page)).toBe(true);
});

test("what did not load offline loads by itself once the browser is back online", async ({ stack, owner, open }) => {
  await connect(stack, owner, plain({}));
  const page = await open(owner, owner.home);
  await markDocument(page);
  const indicator = page.locator("[data-connection]:visible");
  await expect(indicator).toHaveText(/Live$/);
  for (const name of ["API keys", "Builds"]) {
    await page.context().setOffline(true);
    await expect(indicator).toHaveText(/Offline$/, { timeout: 2_000 });
    await page.getByRole("link", { name, exact: true }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(notLoaded);
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    await expect(indicator).toHaveText(/Offline$/);
    await page.context().setOffline(false);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
    await expect(indicator).toHaveText(/Live$/);
  }
  expect(await isSameDocument(page)).toBe(true);
});

test("after a deployment, a page whose code is gone is loaded anew", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  await markDocument(page);
  let reloaded = false;
  page.on("request", (request) => (reloaded ||= request.isNavigationRequest()));
  await page.route("**/assets/*", (route) => (reloaded ? route.continue() : route.abort()));
  await page.route("/", (route) => route.fulfill({ contentType: "text/html", body: '<script type="module" src="/assets/app-newer.js"></script>' }));
  await page.getByRole("link", { name: "Members" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Members");
  expect(await isSameDocument(page)).toBe(false);
});

test("a dialog whose code does not load says so, and opens once it has loaded", async ({ stack, owner, open }) => {
  await connect(stack, owner, plain({}));
  const page = await open(owner, owner.home);
  await expect(page.getByRole("region", { name: /Notifications/ })).toBeAttached(); // loaded after the page
  await page.route("**/assets/rebuild-dialog-*", (route) => route.abort());
  await page.getByRole("button", { name: "Start build" }).click();
  await expect(page.locator("[data-sonner-toast]").filter({ hasText: "Trying again…" })).toBeVisible();
  await page.unroute("**/assets/rebuild-dialog-*");
  await expect(page.getByRole("dialog", { name: "Start build" })).toBeVisible();
});

test("a form that was submitted offline keeps its values, and is saved on the second try", async ({ owner, open }) => {
  const page = await open(owner, "/user-settings");
  const name = page.getByLabel("Name", { exact: true });
  const save = page.getByRole("button", { name: "Save name" });
  await name.fill("Second Name");
  await expect(page.getByRole("region", { name: /Notifications/ })).toBeAttached();
  await page.context().setOffline(true);
  await save.click();
  await expect(page.locator("[data-sonner-toast]").filter({ hasText: "Can't reach Steward" })).toBeVisible();
  await expect(name).toHaveValue("Second Name");
  await page.context().setOffline(false);
  await save.click();
  await expect(page.getByRole("button", { name: "Open user menu" })).toContainText("Second Name");
});
