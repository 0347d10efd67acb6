// A team gives its members a role on an estate, which their open pages show at once, and takes it away when it is deleted.
import { look } from "./support/look.ts";
import { addMember, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

test("a team is created with members and a role, edited and deleted", async ({ stack, owner, open }) => {
  const second = await signUp(stack, "Second Person");
  await addMember(stack, second, owner, "guest");
  const page = await open(owner, `/${owner.slug}/team`);
  await page.getByRole("navigation", { name: "People" }).getByRole("link", { name: "Teams" }).click();
  await expect(page.getByText("No teams yet")).toBeVisible();
  await page.getByRole("button", { name: "Create team" }).click();
  const dialog = page.getByRole("dialog", { name: "Create team" });
  await dialog.getByLabel("Name", { exact: true }).fill("Design");
  await dialog.getByRole("checkbox", { name: "Second Person" }).click();
  await dialog.getByRole("combobox", { name: `Role on ${owner.estateName}` }).click();
  await page.getByRole("option", { name: "Member" }).click();
  await look(page);
  await dialog.getByRole("button", { name: "Create team" }).click();
  const row = page.locator("[data-team]");
  await expect(row).toContainText("1 member");
  await expect(row).toContainText("Second Person");
  await expect(row).toContainText(`Member on ${owner.estateName}`);

  const theirs = await open(second, owner.home);
  await expect(theirs.getByRole("heading", { level: 1, name: owner.estateName })).toBeVisible();
  await page.getByRole("button", { name: "Actions for Design" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit Design" });
  await expect(edit.getByRole("checkbox", { name: "Second Person" })).toBeChecked();
  await edit.getByRole("combobox", { name: `Role on ${owner.estateName}` }).click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText(`Viewer on ${owner.estateName}`);
  await page.getByRole("button", { name: "Actions for Design" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete team" }).click();
  await expect(page.getByText("No teams yet")).toBeVisible();
  await theirs.goto(owner.home);
  await expect(theirs.getByRole("heading", { name: "Page not found" })).toBeVisible();
});
