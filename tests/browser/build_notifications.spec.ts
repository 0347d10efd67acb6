// A build that the user triggered tells how it ended, wherever the user is: a toast, and the tab's title and icon.
import type { Page } from "@playwright/test";
import { expectNoViolation } from "./support/look.ts";
import { connect, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";
import type { User } from "./support/user.ts";

const toast = (page: Page, text: string) => page.locator("[data-sonner-toast]").filter({ hasText: text });
const icon = (page: Page) => page.locator("link[rel=icon]");

/** Tells the page that its tab is in the background, or no longer. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
    Object.defineProperty(document, "visibilityState", { configurable: true, value: hidden ? "hidden" : "visible" });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

async function startBuild({ session, estateId }: User, branch: string): Promise<{ id: string }> {
  return (await session.expect("POST", `/api/estates/${estateId}/builds`, { branch })) as { id: string };
}

test("elsewhere in the app, a toast tells that the build is live and leads to it", async ({ stack, owner, open, gates }) => {
  const { repository } = await connect(stack, owner, plain({ greeting: 1 }));
  const gated = gates.build({ gates: 1 }, { greeting: 2 });
  await (await stack.github.commit(repository, { branch: "next", files: gated.files, message: "Greet twice" })).deliveries;
  const page = await open(owner, owner.home);
  await expect(page.locator("[data-build]").getByText("Active")).toBeVisible();
  await page.getByRole("button", { name: "Start build" }).click();
  await page.getByRole("combobox", { name: "Branch" }).click();
  await page.getByRole("option", { name: /next/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Start build" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("#2 Greet twice");
  await expect(page).toHaveTitle(/^● #2 /);
  await expect(icon(page)).toHaveAttribute("href", "/favicon-running.svg");

  await page.getByRole("link", { name: "Members" }).click();
  await expect(page).toHaveTitle(/^● Members/);
  gated.open();
  await expect(toast(page, "Build #2 is live")).toContainText("Greet twice");
  await expect(page).toHaveTitle(/^Members/);
  await expect(icon(page)).toHaveAttribute("href", /\/favicon\.svg$/);
  await toast(page, "Build #2 is live").getByRole("button", { name: "View build" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("#2 Greet twice");
});

test("in a hidden tab, the title and the icon tell that it failed until the user is back", async ({ stack, owner, open, gates }) => {
  const gated = gates.build({ gates: 1 }, {});
  const failing = { "steward.config.mjs": `${gated.files["steward.config.mjs"]}\nthrow new Error("no");\n` };
  const { build } = await connect(stack, owner, failing);
  const page = await open(owner, `${owner.home}/builds/${build.id}`);
  await expect(page).toHaveTitle(/^● #1 /);
  await setHidden(page, true);
  gated.open();
  await expect(page).toHaveTitle(/^✗ #1 Failed/);
  await expect(icon(page)).toHaveAttribute("href", "/favicon-failed.svg");
  for (const state of ["running", "complete", "failed", "cancelled"]) {
    const response = await page.request.get(`/favicon-${state}.svg`);
    expect(response.headers()["content-type"]).toContain("image/svg+xml");
  }
  await expect(toast(page, "Build #1 failed")).toBeVisible();
  await expectNoViolation(page);
  await setHidden(page, false);
  await expect(page).toHaveTitle(/^#1 Failed/);
  await expect(icon(page)).toHaveAttribute("href", /\/favicon\.svg$/);
});

test("a push's build and one that the user is looking at show no toast; a cancelled one does", async ({ stack, owner, open, gates }) => {
  const { repository } = await connect(stack, owner, plain({ greeting: 1 }));
  const [pushed, looked, cancelled] = [1, 2, 3].map(() => gates.build({ gates: 1 }, {}));
  const commit = async (branch: string | undefined, files: Record<string, string> = {}) => (await stack.github.commit(repository, { ...(branch ? { branch } : {}), files, message: "Wait" })).deliveries;
  const page = await open(owner, `${owner.home}/builds`);
  const row = (number: number) => page.locator("[data-build]").filter({ has: page.getByText(`#${number}`, { exact: true }) });
  await expect(row(1).getByText("Active")).toBeVisible();
  await commit(undefined, pushed?.files);
  await expect(row(2).getByText("Running")).toBeVisible();
  await expect(page).toHaveTitle(/^Builds/);
  pushed?.open();
  await expect(row(2).getByText("Active")).toBeVisible();
  await expect(toast(page, "Build #2")).toHaveCount(0);

  await commit("looked", looked?.files);
  await startBuild(owner, "looked");
  await expect(row(3).getByText("Running")).toBeVisible();
  await expect(page).toHaveTitle(/^● Builds/);
  await row(3).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 }).getByText("Running")).toBeVisible();
  looked?.open();
  await expect(page.getByRole("heading", { level: 1 }).getByText("Complete")).toBeVisible();
  await expect(page).toHaveTitle(/^#3 Complete/);
  await expect(toast(page, "Build #3")).toHaveCount(0);

  await commit("cancelled", cancelled?.files);
  await page.getByRole("link", { name: "Builds", exact: true }).first().click();
  const { id } = await startBuild(owner, "cancelled");
  await expect(row(4).getByText("Running")).toBeVisible();
  await owner.session.expect("POST", `/api/estates/${owner.estateId}/builds/${id}/cancel`, {});
  await expect(toast(page, "Build #4 was cancelled")).toBeVisible();
});
