// The overview of many estates: search, filter, pages, pins and live updates.
import type { Page } from "@playwright/test";
import { addEstates } from "../stack/estates.ts";
import { expectNoViolation, look, NARROW } from "./support/look.ts";
import { connect, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";
import { addMember, signUp } from "./support/user.ts";

const rows = (page: Page) => page.locator("[data-estate]");
const row = (page: Page, name: string) => rows(page).filter({ has: page.getByRole("link", { name, exact: true }) });
const pin = (page: Page, name: string) => page.getByRole("button", { name: `Pin ${name}`, exact: true });
const address = ({ slug }: { slug: string }) => `/${slug}/estates`;

test("a hundred and twenty estates are paged, searched and filtered, by keyboard and on a phone", async ({ stack, owner, open }) => {
  await addEstates(stack.db, owner.organizationId, 119, 3);
  const page = await open(owner, owner.home);
  await page.getByRole("link", { name: "Estates", exact: true }).click();
  await expect(page).toHaveURL(address(owner));
  await expect(rows(page)).toHaveCount(50);
  await expect(row(page, owner.estateName)).toContainText("No builds yet");
  await expect(row(page, "Branch 1")).toContainText("acme-demo/branch-1");
  await expect(row(page, "Branch 1")).toContainText("#3Change rule 3 of the configuration");
  await expect(row(page, "Branch 1").getByText("Active", { exact: true })).toBeVisible();
  await look(page);
  for (const count of [100, 120]) {
    await page.getByRole("button", { name: "Load more" }).click();
    await expect(rows(page)).toHaveCount(count);
  }
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);

  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("/");
  const field = page.getByRole("searchbox", { name: "Search estates" });
  await expect(field).toBeFocused();
  await page.keyboard.type("BRANCH 11");
  await expect(rows(page)).toHaveCount(11);
  await expect(page).toHaveURL(`${address(owner)}?q=BRANCH+11`);
  await page.reload();
  await expect(field).toHaveValue("BRANCH 11");
  await expect(rows(page)).toHaveCount(11);
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "Failed" }).click();
  await expect(page.getByText("No matching estates")).toBeVisible();
  await expectNoViolation(page);
  await page.goto(`${address(owner)}?state=live`);
  await expect(rows(page).first()).toContainText("Branch 1");

  await page.setViewportSize(NARROW);
  await row(page, "Branch 2").getByRole("link").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Branch 2" })).toBeVisible();
});

test("pinned estates come first, from every page of the list, also in a search and after a reload", async ({ stack, owner, open }) => {
  await addEstates(stack.db, owner.organizationId, 119);
  const page = await open(owner, `${address(owner)}?q=119`);
  await expect(pin(page, "Branch 119")).toHaveAttribute("aria-pressed", "false");
  await pin(page, "Branch 119").click();
  await expect(pin(page, "Branch 119")).toHaveAttribute("aria-pressed", "true");
  await page.goto(address(owner));
  await expect(rows(page)).toHaveCount(51);
  await expect(rows(page).first()).toContainText("Branch 119");
  await pin(page, "Branch 7").click();
  await expect(rows(page).nth(1)).toContainText("Branch 119");
  await expect(rows(page).first()).toContainText("Branch 7");
  await expect(row(page, "Branch 7")).toHaveCount(1);
  await look(page);
  await page.reload();
  await expect(rows(page).nth(1)).toContainText("Branch 119");
  await page.getByRole("searchbox").fill("branch 11");
  await expect(rows(page)).toHaveCount(11);
  await expect(rows(page).first()).toContainText("Branch 119");

  await pin(page, "Branch 119").click();
  await expect(rows(page).first()).toContainText(/Branch 11(?!9)/);
  await page.goto(address(owner));
  await expect(rows(page).first()).toContainText("Branch 7");
  await expect(rows(page)).toHaveCount(50);
});

test("a build changes its estate's row live, in few requests, and a rollback shows", async ({ stack, owner, open, gates }) => {
  await addEstates(stack.db, owner.organizationId, 119);
  const viewer = await signUp(stack, "Second Person");
  await addMember(stack, viewer, owner, "viewer");
  const page = await open(viewer, address(owner));
  await expect(page.getByRole("button", { name: "Create estate" })).toHaveCount(0);
  await expect(rows(page)).toHaveCount(50);
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(rows(page)).toHaveCount(100);
  const requests: number[] = [];
  page.on("request", (request) => request.url().includes("/overview?") && !request.url().includes("cursor") && requests.push(Date.now()));

  const gated = gates.build({ gates: 1, linesPerGate: 10 }, {});
  const { repository, build } = await connect(stack, owner, gated.files);
  const estate = row(page, owner.estateName);
  await expect(estate.getByText("Running")).toBeVisible();
  await expect(estate).toContainText(`${repository.owner}/${repository.name}`);
  gated.open();
  await expect(estate.getByText("Active", { exact: true })).toBeVisible();
  await expect(estate.getByText("Complete")).toBeVisible();
  const { deliveries } = await stack.github.commit(repository, { files: plain({ greeting: 2 }), message: "Greet twice" });
  await deliveries;
  await expect(estate).toContainText("#2Greet twice");
  await expect(estate.getByText("#2", { exact: true })).toHaveCount(2);
  await owner.session.expect("POST", `/api/estates/${owner.estateId}/builds/${build.id}/activate`, {});
  await expect(estate.getByText("Rolled back")).toBeVisible();
  await page.mouse.wheel(0, -100_000);
  await look(page);
  expect(requests.length).toBeGreaterThan(2);
  for (const [index, at] of requests.entries()) expect(at - (requests[index - 1] ?? 0), "milliseconds since the request before").toBeGreaterThan(900);
});

test("a list that cannot be loaded is loaded again, and a new organization starts with its first estate", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  await page.route("**/overview?*", (route) => route.fulfill({ status: 500, body: "{}" }));
  await page.getByRole("link", { name: "Estates", exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  await expectNoViolation(page);
  await page.unroute("**/overview?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Create estate" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Another estate");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Another estate" })).toBeVisible();
});
