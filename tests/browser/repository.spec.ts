// A user installs the GitHub App and connects a branch and folder of a repository, whose live build opens. An empty
// repository is connected with instructions for the first push. A repository is disconnected again.
import { installApp } from "../stack/development/seed.ts";
import { fullName, newRepository } from "./support/repository.ts";
import { look } from "./support/look.ts";
import { expect, test } from "./support/test.ts";

test("an empty estate gets a repository and an active configuration, and is disconnected again", async ({ stack, owner, open }) => {
  const repository = await newRepository(stack, { "README.md": "Settings", "apps/estate/steward.config.json": '{"greeting":"main"}' });
  const name = fullName(repository);
  const { deliveries } = await stack.github.commit(repository, {
    branch: "next",
    files: { "apps/estate/steward.config.json": '{"greeting":"next"}' },
    message: "Greet the next ones",
  });
  await deliveries;

  const page = await open(owner);
  await page.getByRole("link", { name: "Connect repository" }).click();
  await page.getByRole("button", { name: "Install on GitHub" }).click();
  await page.getByLabel("Account").selectOption(repository.owner);
  await page.getByLabel("Only select repositories").check();
  await page.getByLabel(name).check();
  await page.getByRole("button", { name: "Install" }).click();

  await expect(page).toHaveURL(`${owner.home}/repository`);
  const repositories = page.getByRole("list", { name: "Repositories" }).getByRole("button");
  await expect(repositories).toHaveCount(1);
  await repositories.filter({ hasText: name }).click();
  await page.getByRole("combobox", { name: "Branch" }).click();
  await page.getByRole("option", { name: /next/ }).click();
  await page.getByLabel("Folder").fill("../elsewhere");
  await page.getByRole("button", { name: "Connect and build" }).click();
  await expect(page.getByLabel("Folder")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Folder").fill("apps/estate");
  await page.getByRole("button", { name: "Connect and build" }).click();
  await expect(page).toHaveURL(new RegExp(`${owner.home}/builds/build_\\w+$`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Greet the next ones");
  await expect(page.getByText(`${name} was connected`)).toBeVisible();
  await expect(page.locator("h1 [data-status=complete]")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("link", { name })).toBeVisible();
  await expect(page.getByText("apps/estate", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Push the first commit" })).toHaveCount(0);

  await page.getByRole("link", { name: "Dashboard" }).click();
  const build = page.getByRole("listitem").filter({ has: page.getByText("Greet the next ones") }).and(page.locator("[data-build]"));
  await expect(build.locator("[data-status=complete]")).toBeVisible();
  await expect(build.getByText("Active")).toBeVisible();
  await expect(build).toContainText(`repository connected by ${owner.name}`);

  await page.getByRole("link", { name: "Repository" }).click();
  await page.getByRole("button", { name: "Disconnect" }).click();
  const question = page.getByRole("alertdialog", { name: `Disconnect ${name}?` });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("link", { name })).toBeVisible();
  await page.getByRole("button", { name: "Disconnect" }).click();
  await question.getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("heading", { name: "Choose a repository" })).toBeVisible();
});

test("an empty repository is connected, and the build of its first push opens", async ({ stack, owner, open }) => {
  const repository = await newRepository(stack);
  await installApp(owner.estateId, owner.session, repository.owner);
  const page = await open(owner, `${owner.home}/repository`);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: fullName(repository) }).click();
  await page.getByRole("button", { name: "Connect and build" }).click();

  await expect(page.getByRole("heading", { name: "Push the first commit" })).toBeVisible();
  await expect(page).toHaveURL(`${owner.home}/repository`);
  await look(page);
  await page.reload();
  await expect(page.getByRole("status").filter({ hasText: "The repository has no commits yet" })).toBeVisible();
  await page.getByRole("button", { name: "Copy commands" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("git push origin HEAD:main");
  await page.getByRole("button", { name: "Copy steward.config.ts" }).click();
  const example = await page.evaluate(() => navigator.clipboard.readText());

  await stack.github.commit(repository, { files: { "steward.config.ts": example }, message: "Add configuration" });
  await expect(page).toHaveURL(/\/builds\/build_\w+$/);
  await expect(page.locator("h1 [data-status=complete]")).toBeVisible();
  await page.getByRole("tab", { name: "Configuration" }).click();
  await expect(page.getByRole("tabpanel")).toContainText("Hello from our estate");
  await page.getByRole("link", { name: "Repository" }).click();
  await expect(page.getByRole("button", { name: "Change repository" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Push the first commit" })).toHaveCount(0);
});

test("an unexpected GitHub callback shows an error, and the installation can be restarted", async ({ owner, open }) => {
  const answer = new URLSearchParams({ code: "0", installation_id: "1", state: "unknown" });
  const page = await open(owner, `/api/integrations/github/callback?${answer}`);
  await expect(page.getByRole("alert")).toContainText("Couldn't connect GitHub");
  await expect(page).toHaveURL(`${owner.home}/repository?error=VALIDATION_ERROR`);
  await expect(page.getByRole("button", { name: "Install on GitHub" })).toBeEnabled();
});
