// A custom role takes from a member what the built-in role allows, and their open pages follow at once; it is made and given with
// the keyboard as well, and one in use is not deleted.
import { look } from "./support/look.ts";
import { addMember, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

test("a custom role is created, given, changed and deleted", async ({ stack, owner, open }) => {
  const second = await signUp(stack, "Second Person");
  await addMember(stack, second, owner, "admin");
  const page = await open(owner, `/${owner.slug}/team`);
  await page.getByRole("navigation", { name: "People" }).getByRole("link", { name: "Roles" }).click();
  await expect(page.getByText("No custom roles yet")).toBeVisible();
  await page.getByRole("button", { name: "Create role" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Create role" });
  await dialog.getByLabel("Name", { exact: true }).fill("People manager");
  await expect(dialog.getByRole("checkbox", { name: "Delete estates" })).toHaveCount(0);
  await dialog.getByRole("radio", { name: /^Admin/ }).press("Space");
  for (const name of ["View members, teams and roles", "Change the roles of members", "Manage custom roles", "Manage service accounts", "Start, cancel and activate builds"]) {
    await dialog.getByRole("checkbox", { name }).press("Space");
  }
  await look(page);
  await dialog.getByRole("button", { name: "Create role" }).click();
  const row = page.locator("[data-custom-role]").filter({ hasText: "People manager" });
  await expect(row).toContainText("limits Admin");
  await expect(row).toContainText("Start, cancel and activate builds");
  await expect(row).toContainText("nobody has it");

  const theirs = await open(second, `/${owner.slug}/team`);
  await expect(theirs.getByRole("button", { name: "Invite members" }).first()).toBeVisible();
  await page.getByRole("navigation", { name: "People" }).getByRole("link", { name: "Members" }).click();
  await page.getByRole("button", { name: "Role of Second Person: Admin" }).click();
  await page.getByRole("menuitemradio", { name: /People manager/ }).click();
  await expect(page.getByRole("button", { name: "Role of Second Person: People manager" })).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Invite members" })).toHaveCount(0);
  await expect(theirs.getByRole("link", { name: "Audit log" })).toHaveCount(0);

  // what the holder does not have, they cannot give
  await theirs.goto(`/${owner.slug}/roles`);
  await expect(theirs.locator("[data-custom-role]").getByRole("button")).toHaveCount(0);
  await theirs.getByRole("button", { name: "Create role" }).click();
  const own = theirs.getByRole("dialog", { name: "Create role" });
  await expect(own.getByRole("radio", { name: /^Admin/ })).toHaveCount(0);
  await expect(own.getByRole("checkbox", { name: "Connect and disconnect repositories" })).toBeDisabled();
  await expect(own.getByText("You don't have this permission, so you can't give it.")).toBeVisible();
  await own.getByRole("checkbox", { name: "Start, cancel and activate builds" }).click();
  await own.getByLabel("Name", { exact: true }).fill("Builder");
  await own.getByRole("button", { name: "Create role" }).click();
  await expect(theirs.locator("[data-custom-role]").filter({ hasText: "Builder" })).toContainText("limits Member");
  await theirs.goto(`/${owner.slug}/service-accounts`);
  await theirs.getByRole("button", { name: "Create service account" }).click();
  const account = theirs.getByRole("dialog", { name: "Create service account" });
  await account.getByLabel("Name", { exact: true }).fill("Deployer");
  await expect(account.getByRole("radio", { name: /^Admin/ })).toHaveCount(0);
  await account.getByRole("radio", { name: /^Builder/ }).click();
  await account.getByRole("button", { name: "Create service account" }).click();
  await expect(theirs.locator("[data-service-account]")).toContainText("Builder");

  await page.goto(`/${owner.slug}/roles`);
  const builder = page.locator("[data-custom-role]").filter({ hasText: "Builder" });
  await expect(builder).toContainText("1 service account");
  await page.getByRole("button", { name: "Actions for Builder" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const confirmation = page.getByRole("alertdialog");
  await expect(confirmation).toContainText("Still held by 1 service account");
  await confirmation.getByRole("button", { name: "Delete role" }).click();
  await expect(page.getByText("Members or service accounts have this role: give them another one first.")).toBeVisible();
  await confirmation.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Actions for People manager" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit People manager" });
  await edit.getByRole("checkbox", { name: "Manage service accounts" }).click();
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(row).not.toContainText("Manage service accounts");
  await expect(theirs.getByRole("button", { name: "Create service account" })).toHaveCount(0);
});
