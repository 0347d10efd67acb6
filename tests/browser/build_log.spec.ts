// The log of a build is followed, filtered and linked to, and complete after a lost connection.
import type { Locator, Page } from "@playwright/test";
import type { User } from "./support/user.ts";
import { type Build, connect } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";

function address({ home }: User, { id }: Build): string {
  return `${home}/builds/${id}`;
}

/** The row of `line <number>` of a gated build. */
function line(page: Page, number: number): Locator {
  return page.locator("[data-index] > [id^=L]").filter({ hasText: new RegExp(`line ${number}$`) });
}

/** The numbers and texts of the rows in the page, from top to bottom. */
function rows(page: Page): Promise<{ number: number; text: string }[]> {
  return page.locator("[data-index] > [id^=L]").evaluateAll((elements) =>
    elements.map((element) => ({ number: Number(element.id.slice(1)), text: element.lastElementChild?.lastChild?.textContent ?? "" })),
  );
}

test("the log follows its end until the user scrolls up, and again on request", async ({ stack, owner, open, gates }) => {
  const gated = gates.build({ gates: 3, linesPerGate: 200 }, {});
  const { build } = await connect(stack, owner, gated.files);
  const page = await open(owner, address(owner, build));
  const log = page.getByRole("region", { name: "Build log" });
  const follow = page.getByRole("button", { name: "Follow" });
  gated.openUpTo(1);
  await expect(line(page, 200)).toBeInViewport();
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  for (const size of [{ width: 360, height: 740 }, { width: 1280, height: 900 }]) {
    await page.setViewportSize(size);
    await log.scrollIntoViewIfNeeded();
    await expect(line(page, 200)).toBeInViewport();
    await expect(follow).toHaveAttribute("aria-pressed", "true");
  }

  await log.hover();
  await page.mouse.wheel(0, -2_000);
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  await expect(line(page, 200)).not.toBeInViewport();
  const [first] = await rows(page);
  gated.openUpTo(2);
  await expect(page.getByText(/^4\d\d lines$/)).toBeVisible();
  expect((await rows(page))[0]).toEqual(first);

  await follow.click();
  await expect(line(page, 400)).toBeInViewport();
  gated.open();
  await expect(page.locator("[data-log-connection=ended]")).toBeVisible();
  await expect(line(page, 600)).toBeAttached();
});

test("a log is opened once for its page, and its status reaches the page", async ({ stack, owner, open, gates }) => {
  const gated = gates.build({ gates: 1, linesPerGate: 3 }, {});
  const { build } = await connect(stack, owner, gated.files);
  const page = await open(owner, `${owner.home}/builds`);
  const opened: string[] = [];
  page.on("request", (request) => request.url().endsWith("/log") && opened.push(request.url()));
  await page.getByRole("link", { name: "Initial commit" }).first().click();
  await expect(page.locator("[data-log-connection=streaming]")).toBeVisible();
  gated.open();
  await expect(line(page, 3)).toBeVisible();
  await expect(page.locator("[data-log-connection=ended]")).toBeVisible();
  await expect(page.getByRole("status").getByText("Complete")).toBeVisible();
  expect(opened).toHaveLength(1);

  // a build that has ended is read to its end, too
  await page.goBack();
  await page.getByRole("link", { name: "Initial commit" }).first().click();
  await expect(page.locator("[data-log-connection=ended]")).toBeVisible();
  await expect(line(page, 3)).toBeVisible();
  expect(opened).toHaveLength(2);
  expect(build.id).toBe(opened[0]?.split("/").at(-2));
});

test("the log shows the selected streams, search matches and the linked line", async ({ stack, owner, open, gates }) => {
  const gated = gates.build({ gates: 1, linesPerGate: 300, errors: true }, {});
  const { build } = await connect(stack, owner, gated.files);
  const page = await open(owner, address(owner, build));
  gated.open();
  await expect(page.locator("[data-log-connection=ended]")).toBeVisible();
  const log = page.getByRole("region", { name: "Build log" });
  const streams = page.getByRole("toolbar", { name: "Streams" });

  await streams.getByRole("button", { name: "stdout" }).click();
  await streams.getByRole("button", { name: "system" }).click();
  await expect(page.getByText(/^150 of \d+ lines$/)).toBeVisible();
  for (const { text } of await rows(page)) expect(Number(text.replace("line ", "")) % 2).toBe(0);
  await streams.getByRole("button", { name: "stdout" }).click();
  await page.getByLabel("Search log").fill("LINE 29");
  await expect(page.getByText(/^11 of \d+ lines$/)).toBeVisible();
  await expect(log.locator("mark")).toHaveText(Array<string>(11).fill("line 29"));
  await page.getByLabel("Search log").fill("no such text");
  await expect(log).toContainText("No lines match the filter.");
  await page.getByLabel("Search log").fill("line 150");
  await expect(page.getByText(/^1 of \d+ lines$/)).toBeVisible();
  await log.getByRole("link", { name: /^Line \d+$/ }).click();
  await expect(page).toHaveURL(/#L\d+$/);

  const other = await open(owner, page.url());
  const linked = other.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`);
  await expect(linked).toContainText("line 150");
  await expect(linked).toBeInViewport();
  await expect(other.getByRole("button", { name: "Follow" })).toHaveAttribute("aria-pressed", "false");
});

test("no line is missing or repeated after workerd was killed", async ({ stack, owner, open, gates }) => {
  const gated = gates.build({ gates: 9 }, { greeting: "still there" });
  const { build } = await connect(stack, owner, gated.files);
  const page = await open(owner, address(owner, build));
  gated.openUpTo(3);
  await expect(line(page, 3)).toBeVisible();
  await expect(page.locator("[data-log-connection=streaming]")).toBeVisible();

  await stack.killWorkerd();
  await expect(page.locator("[data-log-connection=reconnecting]")).toBeVisible();
  await expect(page.locator("[data-connection]:visible")).not.toHaveAttribute("data-connection", "live");
  gated.openUpTo(6); // written while no browser is connected
  await stack.restartWorker();
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible({ timeout: 30_000 });
  await expect(line(page, 6)).toBeVisible({ timeout: 30_000 });
  gated.open();
  await expect(page.locator("[data-log-connection=ended]")).toBeVisible({ timeout: 30_000 });
  await expect(page.locator("h1").getByText("Complete")).toBeVisible();

  const shown = await rows(page);
  expect(shown.map(({ number }) => number)).toEqual(shown.map((_, index) => index + 1));
  expect(shown.map(({ text }) => text).filter((text) => text.startsWith("line "))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `line ${number}`));
});
