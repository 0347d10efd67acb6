// People sign in to another account in the same browser and switch between them; a tab of the other account notices.
import { PASSWORD, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

test("a second account is added, switched to and from, and an open tab follows", async ({ stack, owner, open }) => {
  const other = await signUp(stack, "Second Person");
  const page = await open(owner, "/user-settings");
  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByRole("menuitem", { name: "Add another account" }).click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("button", { name: `Continue as ${owner.name} (${owner.email})` })).toBeVisible();
  await page.getByLabel("Email").fill(other.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).not.toHaveURL("/login");
  await page.goto("/user-settings");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Second Person");

  const tab = await page.context().newPage();
  await tab.goto("/user-settings");
  await expect(tab.getByLabel("Name", { exact: true })).toHaveValue("Second Person");

  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByRole("menuitem", { name: `Switch to ${owner.name} (${owner.email})` }).click();
  await page.goto("/user-settings");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(owner.name);

  // the other tab still shows the second account: what it saves is refused, and it loads again
  await tab.getByLabel("Name", { exact: true }).fill("Written by mistake");
  await tab.getByLabel("Name", { exact: true }).press("Enter");
  await expect(tab.getByLabel("Name", { exact: true })).toHaveValue(owner.name);
  const names = await stack.db.prepare("SELECT name FROM user WHERE id IN (?1, ?2) ORDER BY name").bind(owner.id, other.id).all<{ name: string }>();
  expect(names.results.map(({ name }) => name)).toEqual(["Second Person", owner.name].sort());

  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out of all accounts" }).click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByText("Signed in in this browser")).toBeHidden();
});
