// A user without a repository creates one from the template on GitHub, and the live build of its configuration completes.
import { randomBytes } from "node:crypto";
import { installApp } from "../stack/development/seed.ts";
import { look } from "./support/look.ts";
import { fullName, newRepository } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";

const CREATE = /^Create a repository from the template/;

test("from sign-up over the template to a live build", async ({ stack, owner, open }) => {
  const page = await open(owner);
  await page.getByRole("link", { name: "Connect repository" }).click();
  await page.getByRole("button", { name: "Install on GitHub" }).click();
  await page.getByLabel("Account").selectOption(stack.github.viewer.login);
  await page.getByRole("button", { name: "Install" }).click();
  await expect(page).toHaveURL(`${owner.home}/repository`);
  await expect(page.getByText("No repositories available")).toBeVisible();
  await look(page);

  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: CREATE }).click();
  const github = await opened;
  const name = `estate-${randomBytes(4).toString("hex")}`;
  await github.getByLabel("Repository name").fill("two words");
  await github.getByRole("button", { name: "Create repository" }).click();
  await expect(github.getByRole("alert")).toContainText("can only contain");
  await github.getByLabel("Repository name").fill(name);
  await github.getByRole("button", { name: "Create repository" }).click();
  await expect(github.getByRole("heading", { name })).toBeVisible();
  await github.close();

  // headless tabs are always visible, so the browser does not say that the user is back
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await page.getByRole("list", { name: "Repositories" }).getByRole("button", { name }).click();
  await page.getByRole("button", { name: "Connect and build" }).click();
  await expect(page).toHaveURL(/\/builds\/build_\w+$/);
  await expect(page.locator("h1 [data-status=complete]")).toBeVisible();
  await page.getByRole("tab", { name: "Configuration" }).click();
  await expect(page.getByRole("tabpanel")).toContainText("Hello from our estate");
});

test("with repositories to choose from, the template is offered below them", async ({ stack, owner, open }) => {
  const repository = await newRepository(stack, { "README.md": "Settings" });
  await installApp(owner.estateId, owner.session, repository.owner);
  const page = await open(owner, `${owner.home}/repository`);
  await expect(page.getByRole("button", { name: fullName(repository) })).toBeVisible();
  await expect(page.getByRole("link", { name: CREATE })).toHaveAttribute("href", `${stack.github.url}/steward-templates/estate/generate`);
  await look(page);
});
