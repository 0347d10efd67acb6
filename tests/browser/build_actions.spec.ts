// One member rebuilds, cancels and rolls back; another member's browser shows each change live.
import type { Page } from "@playwright/test";
import { addMember, signUp, type User } from "./support/user.ts";
import { Clone, connect, plain } from "./support/repository.ts";
import { expect, type Open, test } from "./support/test.ts";
import type { Stack } from "../stack/index.ts";

/** The browser of another member. */
async function onlooker(stack: Stack, owner: User, open: Open): Promise<Page> {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner);
  return open(colleague, `${owner.home}/builds`);
}

const row = (page: Page, number: number) => page.locator("[data-build]").filter({ has: page.getByText(`#${number}`, { exact: true }) });

test("a branch and a given commit are rebuilt", async ({ stack, owner, open }) => {
  const { repository } = await connect(stack, owner, plain({ greeting: 1 }));
  const other = await onlooker(stack, owner, open);
  await expect(row(other, 1).getByText("Active")).toBeVisible();
  const { sha, deliveries } = await stack.github.commit(repository, { branch: "next", files: plain({ greeting: 2 }), message: "Greet on a branch" });
  await deliveries;

  const page = await open(owner, owner.home);
  await page.getByRole("button", { name: "Start build" }).click();
  const dialog = page.getByRole("dialog", { name: "Start build" });
  await dialog.getByRole("combobox", { name: "Branch" }).click();
  await page.getByRole("option", { name: /next/ }).click();
  await dialog.getByRole("button", { name: "Start build" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("#2 Greet on a branch");
  await expect(page.getByRole("heading", { level: 1 }).getByText("Complete")).toBeVisible();
  await expect(row(other, 2).getByText("Active")).toBeVisible();
  await expect(row(other, 2)).toContainText(`started by ${owner.name}`);
  await expect(row(other, 2)).toContainText("next");

  await page.getByRole("button", { name: "Rebuild" }).click();
  const again = page.getByRole("dialog", { name: "Rebuild" });
  await expect(again.getByLabel("Commit hash")).toHaveValue(sha);
  await again.getByLabel("Commit hash").fill("0".repeat(40));
  await again.getByRole("button", { name: "Start build" }).click();
  await expect(again.getByLabel("Commit hash")).toHaveAttribute("aria-invalid", "true");
  await stack.github.moveBranch(repository, "main", sha);
  await again.getByLabel("Commit hash").fill(sha);
  await again.getByRole("button", { name: "Start build" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("#3 Greet on a branch");
  await expect(page.getByText("Specific commit", { exact: true })).toBeVisible();
  await expect(row(other, 3).getByText("Active")).toBeVisible();
});

test("the page of a queued build names the build that it waits for, and the next when that one is cancelled", async ({ stack, owner, open, gates }) => {
  const gated = gates.build({ gates: 1 }, {});
  const { repository } = await connect(stack, owner, gated.files);
  await owner.session.expect("PATCH", `/api/estates/${owner.estateId}`, { cancelSupersededBuilds: false });
  const ids: string[] = [];
  for (const message of ["Second", "Third"]) {
    const [answer] = await (await stack.github.commit(repository, { files: plain({ message }), message })).deliveries;
    ids.push(...(JSON.parse(answer?.response.body ?? "") as { builds: string[] }).builds);
  }
  const page = await open(owner, `${owner.home}/builds/${ids[1]}`);
  await expect(page.getByText("Waiting for build #2").first()).toBeVisible();
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
  await owner.session.expect("POST", `/api/estates/${owner.estateId}/builds/${ids[0]}/cancel`, {});
  await expect(page.getByText("Waiting for build #1").first()).toBeVisible();
  gated.open();
  await expect(page.getByRole("heading", { level: 1 }).getByText("Complete")).toBeVisible();
});

test("a running build is cancelled", async ({ stack, owner, open, gates }) => {
  const gated = gates.build({ gates: 2 }, {});
  const { build } = await connect(stack, owner, gated.files);
  const other = await onlooker(stack, owner, open);
  await expect(row(other, 1).getByText("Running")).toBeVisible();
  const page = await open(owner, `${owner.home}/builds/${build.id}`);
  gated.openUpTo(1);
  await expect(page.getByRole("region", { name: "Build log" })).toContainText("line 1");
  await page.getByRole("button", { name: "Cancel build" }).click();
  await expect(page.getByRole("heading", { level: 1 }).getByText("Cancelled")).toBeVisible();
  await expect(page.locator("[data-step=evaluate]")).toHaveAttribute("data-status", "cancelled");
  await expect(page.locator("[data-log-connection=ended]")).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel build" })).toBeHidden();
  await expect(row(other, 1).getByText("Cancelled")).toBeVisible();
});

test("a rollback with its reason holds until it is resumed", async ({ stack, owner, open }) => {
  const { repository } = await connect(stack, owner, plain({ greeting: 1 }));
  const other = await onlooker(stack, owner, open);
  await expect(row(other, 1).getByText("Active")).toBeVisible();
  const clone = await Clone.of(stack, repository);
  await clone.push(plain({ greeting: 2 }), "Greet twice");
  await expect(row(other, 2).getByText("Active")).toBeVisible();

  const page = await open(owner, `${owner.home}/builds`);
  await page.getByRole("link", { name: "Initial commit" }).click();
  await page.getByRole("button", { name: "Roll back to this build" }).click();
  const question = page.getByRole("alertdialog", { name: "Roll back to build #1?" });
  await expect(question).toContainText("replaces build #2");
  await expect(question.getByRole("row", { name: /greeting/ })).toHaveText("greeting21");
  await question.getByLabel("Reason").fill("Greetings fail.");
  await question.getByRole("button", { name: "Roll back" }).click();
  await expect(page.getByRole("heading", { level: 1 }).getByText("Active")).toBeVisible();
  await expect(row(other, 1).getByText("Active")).toBeVisible();
  await expect(row(other, 2).getByText("Active")).toBeHidden();
  const banner = other.getByRole("complementary", { name: "Rolled back from build #2 to #1" });
  await expect(banner).toContainText("Greetings fail.");
  await expect(banner).toContainText(`By ${owner.name}`);

  await clone.push(plain({ greeting: 3 }), "Greet thrice");
  await clone.remove();
  await expect(row(other, 3).getByText("Complete")).toBeVisible();
  await expect(row(other, 1).getByText("Active")).toBeVisible();
  await page.goto(owner.home);
  await page.getByRole("complementary", { name: /Rolled back/ }).getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("complementary", { name: /Rolled back/ })).toBeHidden();
  await expect(row(page, 3).getByText("Active")).toBeVisible();
  await expect(row(other, 3).getByText("Active")).toBeVisible();
  await expect(banner).toBeHidden();
});

test("a push supersedes a running build, unless the estate keeps them", async ({ stack, owner, open, gates }) => {
  const gated = gates.build({ gates: 2 }, {});
  const { repository } = await connect(stack, owner, plain({ greeting: 1 }));
  const page = await open(owner, `${owner.home}/builds`);
  await expect(row(page, 1).getByText("Active")).toBeVisible();
  const clone = await Clone.of(stack, repository);
  await clone.push(gated.files, "Wait at a gate");
  await expect(row(page, 2).getByText("Running")).toBeVisible();
  await clone.push({ "steward.config.mjs": "export default { greeting: 3 };" }, "Greet thrice");
  await clone.remove();
  await expect(row(page, 2)).toContainText("Superseded by build #3");
  await expect(row(page, 2).getByText("Cancelled")).toBeVisible();
  await expect(row(page, 3).getByText("Active")).toBeVisible();

  await page.getByRole("link", { name: "Repository" }).click();
  const setting = page.getByRole("checkbox", { name: "Cancel superseded builds" });
  await expect(setting).toBeChecked();
  await setting.click();
  await expect(setting).not.toBeChecked();
  await page.reload();
  await expect(setting).not.toBeChecked();
});
