// A `git push` shows live in every open browser of the organization: the build, its log, its result and the configuration
// that it activates.
import { addMember, signUp } from "./support/user.ts";
import { Clone, connect, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";

test("a push becomes a live build in two browsers", async ({ stack, owner, open, gates }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner);
  const { repository } = await connect(stack, owner, plain({ greeting: "first" }));
  const clone = await Clone.of(stack, repository);
  const estate = owner.home;
  const list = await open(owner, `${estate}/builds`);
  const dashboard = await open(colleague, estate);
  const first = list.locator("[data-build]", { hasText: "Initial commit" });
  await expect(first.getByText("Active")).toBeVisible();
  const flow = dashboard.getByRole("region", { name: "Build pipeline" });
  await expect(flow.getByRole("listitem").filter({ hasText: "Active configuration" })).toContainText("Initial commit");
  for (const page of [list, dashboard]) await page.evaluate(() => Object.assign(window, { stillTheSame: true }));

  const gated = gates.build({ gates: 4 }, { greeting: "second" });
  await clone.push(gated.files, "Greet once more");
  await clone.remove();
  const second = list.locator("[data-build]", { hasText: "Greet once more" });
  await expect(second.getByText("Running")).toBeVisible();
  await expect(second).toContainText(`pushed by ${stack.github.viewer.login}`);
  const newest = flow.getByRole("listitem").filter({ hasText: "Latest build" });
  await expect(newest).toContainText("Greet once more");
  await expect(newest.getByText("Running")).toBeVisible();

  await list.getByRole("link", { name: "Greet once more" }).click();
  await newest.getByRole("link", { name: "Greet once more" }).click();
  for (let line = 1; line <= 4; line += 1) {
    for (const page of [list, dashboard]) {
      await expect(page.getByRole("region", { name: "Build log" })).not.toContainText(`line ${line}`);
    }
    gated.openUpTo(line);
    for (const page of [list, dashboard]) {
      await expect(page.getByRole("region", { name: "Build log" })).toContainText(`line ${line}`);
      await expect(page.getByRole("heading", { level: 1 }).getByText("Running")).toBeVisible();
    }
  }
  await list.getByRole("link", { name: "Builds", exact: true }).first().click();
  await dashboard.getByRole("link", { name: "Dashboard" }).click();
  await expect(second.getByText("Running")).toBeVisible();

  gated.open();
  await expect(second.getByText("Complete")).toBeVisible();
  await expect(second.getByText("Active")).toBeVisible();
  await expect(first.getByText("Active")).toBeHidden();
  await expect(newest.getByText("Complete")).toBeVisible();
  await expect(flow.getByRole("listitem").filter({ hasText: "Active configuration" })).toContainText("Greet once more");
  for (const page of [list, dashboard]) expect(await page.evaluate(() => "stillTheSame" in window)).toBe(true);
});
