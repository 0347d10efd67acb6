// Organizations and estates are created and switched; a removed member's open pages leave immediately.
import { addMember, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

test("a new organization and estate are created and switched to, live in another browser", async ({ owner, open }) => {
  const page = await open(owner);
  const elsewhere = await open(owner);
  const switcher = page.getByRole("button", { name: "Switch organization or estate" });
  await switcher.click();
  await page.getByRole("menuitem", { name: "Create organization" }).click();
  await page.getByLabel("Name").fill("Second organization");
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page).not.toHaveURL(new RegExp(`/${owner.slug}/`));
  await expect(page).toHaveURL(/\/second-organization[\w-]*\/est_\w+$/);
  await expect(switcher).toContainText("Second organization");

  await switcher.click();
  await page.getByRole("menuitemradio").first().click();
  await expect(page).toHaveURL(owner.home);
  await switcher.click();
  await page.getByRole("menuitem", { name: `Create estate in ${owner.organizationName}` }).click();
  const dialog = page.getByRole("dialog", { name: "Create estate" });
  await dialog.getByLabel("Name").fill("   ");
  await dialog.getByRole("button", { name: "Create estate" }).click();
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill("Second estate");
  await dialog.getByRole("button", { name: "Create estate" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Second estate" })).toBeVisible();

  await elsewhere.getByRole("button", { name: "Switch organization or estate" }).click();
  await elsewhere.getByRole("menuitemradio", { name: "Second estate" }).click();
  await expect(elsewhere).toHaveURL(page.url());
  await page.goto("/"); // the last visited estate
  await expect(page.getByRole("heading", { level: 1, name: "Second estate" })).toBeVisible();
});

test("a removed member leaves the organization's pages immediately", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner);
  const theirs = await open(colleague, owner.home);
  await expect(theirs.locator("[data-connection=live]:visible")).toBeVisible();
  const page = await open(owner, `/${owner.slug}/team`);
  const members = page.getByRole("list", { name: "Internal" }).getByRole("listitem");
  await expect(members).toHaveCount(2);
  await expect(members.filter({ hasText: owner.email })).toContainText("Owner");

  await page.getByRole("button", { name: "Actions for Second Person" }).click();
  await page.getByRole("menuitem", { name: "Remove member" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove member" }).click();
  await expect(members).toHaveCount(1);
  await expect(theirs).toHaveURL(colleague.home);
  await expect(theirs.getByText(`You're no longer a member of ${owner.organizationName}`)).toBeVisible();
  await theirs.goto(owner.home);
  await expect(theirs.getByRole("heading", { name: "Page not found" })).toBeVisible();
});

test("a viewer is not offered what the role does not allow", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner, "viewer");
  const page = await open(colleague, `/${owner.slug}/team`);
  await expect(page.getByRole("list", { name: "Internal" }).getByRole("listitem")).toHaveCount(2);
  await expect(page.getByRole("button", { name: /^(Actions for|Role of)/ })).toHaveCount(0);
  await page.goto(`${owner.home}/repository`);
  await expect(page.getByText("Ask an owner, admin or member of the organization to connect one.")).toBeVisible();
});
