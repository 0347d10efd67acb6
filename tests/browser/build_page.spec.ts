// The page of a build shows its commit, trigger, steps with durations, files, configuration and failure.
import { Clone, connect, fullName } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";
import { expectNoHorizontalScroll } from "./support/viewport.ts";

test("a complete build: commit, trigger, steps, files and configuration", async ({ stack, owner, open }) => {
  const files = {
    "steward.config.json": '{"greeting":"hello","limits":{"replies":5}}',
    "README.md": "Settings",
    "rules/one.md": "Be brief.",
    "rules/two.md": "Be kind.",
  };
  const { repository, build } = await connect(stack, owner, files);
  const page = await open(owner, `${owner.home}/builds/${build.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("#1 Initial commit");
  await expect(page.getByRole("heading", { level: 1 }).getByText("Complete")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 }).getByText("Active")).toBeVisible();
  const steps = page.getByRole("list", { name: "Steps" }).getByRole("listitem");
  await expect(steps).toHaveCount(5);
  for (const step of await steps.all()) {
    await expect(step).toHaveAttribute("data-status", "succeeded");
    await expect(step).toContainText(/\d (ms|s)$/);
  }
  const commit = page.getByRole("link", { name: /^[0-9a-f]{7}/ });
  await expect(commit).toHaveAttribute("href", new RegExp(`^${stack.github.url}/${fullName(repository)}/commit/[0-9a-f]{40}$`));
  await expect(page.getByText(`by ${stack.github.viewer.login}`, { exact: true })).toBeVisible();
  await expect(page.getByText(`repository connected by ${owner.name}`)).toBeVisible();
  await expect(page.getByText("4 files").first()).toBeVisible();

  await page.getByRole("tab", { name: "Files" }).click();
  const list = page.getByRole("region", { name: "Files" }).getByRole("listitem");
  await expect(list).toHaveCount(4);
  await page.getByLabel("Find a file").fill("rules/");
  await expect(list).toHaveCount(2);
  await expect(page.getByText("2 files, 17 B")).toBeVisible();

  await page.getByRole("tab", { name: "Configuration" }).click();
  const text = await page.getByRole("tabpanel", { name: "Configuration" }).locator("pre").textContent();
  expect(JSON.parse(text ?? "")).toEqual(JSON.parse(files["steward.config.json"]));
  await page.reload();
  await expect(page.getByRole("tab", { name: "Configuration" })).toHaveAttribute("aria-selected", "true");
});

test("a failed build shows where and why, and the previous one stays active", async ({ stack, owner, open }) => {
  const { repository } = await connect(stack, owner, { "steward.config.mjs": "export default { greeting: 1 };" });
  const page = await open(owner, `${owner.home}/builds`);
  await expect(page.locator("[data-build]", { hasText: "Initial commit" }).getByText("Active")).toBeVisible();
  const clone = await Clone.of(stack, repository);
  await clone.push({ "steward.config.mjs": 'for (let line = 1; line <= 300; line += 1) console.log(`rule ${line}`);\nthrow new Error("the rules contradict each other");' }, "Contradict");
  await clone.remove();
  const failed = page.locator("[data-build]", { hasText: "Contradict" });
  await expect(failed.locator("[data-status=failed]")).toBeVisible();
  await expect(page.locator("[data-build]", { hasText: "Initial commit" }).getByText("Active")).toBeVisible();

  await page.getByRole("link", { name: "Contradict" }).click();
  const failure = page.getByRole("alert");
  await expect(failure).toContainText("Failed to evaluate the configuration");
  await expect(failure).toContainText("steward.config.mjs:2:7: Error: the rules contradict each other");
  await page.goto(`${page.url()}#L1`);
  await expect(page.getByRole("region", { name: "Build log" })).toContainText("rule 1");
  await failure.getByRole("link", { name: "Show in log" }).click();
  await expect(page.getByRole("region", { name: "Build log" }).getByText(/^(stderr:)?\s*Error: the rules contradict each other$/)).toBeInViewport();
  await expect(page).toHaveURL(/#L\d+$/);
  await expect(page.locator("[data-step=evaluate]")).toHaveAttribute("data-status", "failed");
  await expect(page.locator("[data-step=collect]")).toHaveAttribute("data-status", "skipped");
  await expect(page.getByRole("region", { name: "Build log" })).toContainText("the rules contradict each other");
  await page.getByRole("tab", { name: "Configuration" }).click();
  await expect(page.getByText("The build ended before it produced a configuration.")).toBeVisible();
});

test("on a phone the log begins on the first screen, and the details open above it", async ({ stack, owner, open }) => {
  const files = { "steward.config.mjs": 'console.log("a long line ".repeat(20));\nexport default {};' };
  const { repository } = await connect(stack, owner, files);
  const message = "Say in one very long subject line what this commit changes, why it does, and what is left to do";
  await (await stack.github.commit(repository, { files: { "README.md": "Settings" }, message })).deliveries;
  const page = await open(owner, `${owner.home}/builds`);
  await expectNoHorizontalScroll(page);
  for (const [link, number] of [["Initial commit", 1], [message, 2]] as const) {
    const row = page.locator("[data-build]", { hasText: link });
    await expect(row.locator("[data-status=complete]")).toBeVisible();
    await row.getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(`#${number}`);
    await expect(page.locator("#L1")).toBeVisible();
    const { y, height } = (await page.locator("#L1").boundingBox()) ?? { y: Infinity, height: 0 };
    expect(y + height).toBeLessThan(740);
    for (const tab of ["Log", "Files", "Configuration"]) await expect(page.getByRole("tab", { name: tab })).toBeInViewport({ ratio: 1 });
    await expectNoHorizontalScroll(page);
    await page.getByRole("main").getByRole("link", { name: "Builds" }).click();
  }

  await page.getByRole("link", { name: "Initial commit" }).click();
  await expect(page.getByText(`repository connected by ${owner.name}`)).toBeHidden();
  await page.getByRole("button", { name: "Details" }).click();
  await expect(page.getByText(`repository connected by ${owner.name}`)).toBeVisible();
  await expect(page.locator("[data-step=collect]")).toBeVisible();
  await expectNoHorizontalScroll(page);
});
