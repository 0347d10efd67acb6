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

test("who saves what somebody else has changed meanwhile sees what it is now, and loads it or saves anyway", async ({ stack, owner, open }) => {
  const second = await signUp(stack, "Second Person");
  await addMember(stack, second, owner, "admin");
  await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/teams`, { name: "Design" });
  const [mine, theirs] = [await open(owner, `/${owner.slug}/teams`), await open(second, `/${owner.slug}/teams`)];
  const edit = async (page: typeof mine, name: string) => {
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    return page.getByRole("dialog", { name: "Edit" });
  };
  const conflict = mine.getByRole("dialog", { name: "Somebody else changed this" });
  const name = (dialog: typeof conflict) => dialog.getByLabel("Name", { exact: true });

  const form = await edit(mine, "Design");
  await name(form).fill("Mine");
  const other = await edit(theirs, "Design");
  await name(other).fill("Theirs");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(theirs.locator("[data-team]")).toContainText("Theirs");

  await form.getByRole("button", { name: "Save" }).click();
  await expect(conflict).toContainText("Theirs");
  await look(mine);
  await conflict.getByRole("button", { name: "Load the new state" }).click();
  await expect(conflict).toHaveCount(0);
  await expect(name(form)).toHaveValue("Theirs");

  const again = await edit(theirs, "Theirs");
  await again.getByRole("checkbox", { name: "Second Person" }).click();
  await again.getByRole("button", { name: "Save" }).click();
  await expect(theirs.locator("[data-team]")).toContainText("1 member");
  await name(form).fill("Mine after all");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(conflict).toContainText("Second Person");
  // closed without a choice, the form is as it was
  await conflict.getByRole("button", { name: "Close" }).click();
  await expect(name(form)).toHaveValue("Mine after all");
  await form.getByRole("button", { name: "Save" }).click();
  await conflict.getByRole("button", { name: "Save anyway" }).click();
  await expect(mine.locator("[data-team]")).toContainText("Mine after all");
  await expect(mine.locator("[data-team]")).toContainText("No members");
  await expect(theirs.locator("[data-team]")).toContainText("Mine after all");
});
