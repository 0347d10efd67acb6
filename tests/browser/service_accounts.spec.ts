// A service account is created with a role and estates, gets a key that acts as it, and stops it.
import { look } from "./support/look.ts";
import { expect, test } from "./support/test.ts";

test("a service account is limited to an estate, has a key, and is disabled and deleted", async ({ stack, owner, open }) => {
  const page = await open(owner, `/${owner.slug}/keys`);
  await page.getByRole("link", { name: "Service accounts" }).click();
  await expect(page.getByText("No service accounts yet")).toBeVisible();
  await page.getByRole("button", { name: "Create service account" }).click();
  const dialog = page.getByRole("dialog", { name: "Create service account" });
  await dialog.getByLabel("Name", { exact: true }).fill("Deployer");
  await dialog.getByRole("radio", { name: /^Viewer/ }).click();
  await dialog.getByRole("checkbox", { name: "Only selected estates" }).click();
  await dialog.getByRole("group").getByRole("checkbox").first().click();
  await look(page);
  await dialog.getByRole("button", { name: "Create service account" }).click();
  const row = page.locator("[data-service-account]");
  await expect(row).toContainText("Deployer");
  await expect(row).toContainText("1 estate");

  await row.getByRole("button", { name: "Create key Deployer" }).click();
  const form = page.getByRole("dialog", { name: "Create API key" });
  await expect(form.getByRole("checkbox", { name: "Start, cancel and activate builds" })).toHaveCount(0);
  await form.getByLabel("Name", { exact: true }).fill("Its key");
  await form.getByRole("checkbox", { name: "View estates, builds and configurations" }).click();
  await form.getByRole("button", { name: "Create key" }).click();
  const shown = page.getByRole("dialog", { name: "Copy your API key" });
  const secret = await shown.getByRole("textbox", { name: "API key" }).inputValue();
  await shown.getByRole("textbox", { name: "API key" }).focus(); // selects the key
  await page.keyboard.press("Control+c");
  await shown.getByRole("button", { name: "Done" }).click();
  await expect(row).toContainText("1 key");
  const status = async () => (await fetch(`${stack.url}/api/organizations/${owner.organizationId}/estates`, { headers: { authorization: `Bearer ${secret}` } })).status;
  expect(await status()).toBe(200);

  const choose = async (item: string) => {
    await row.getByRole("button", { name: "Actions for Deployer" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await choose("Disable");
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable service account" }).click();
  await expect(row.getByText("Disabled", { exact: true })).toBeVisible();
  expect(await status()).toBe(401);
  await choose("Enable");
  await expect(row.getByText("Disabled", { exact: true })).toHaveCount(0);
  expect(await status()).toBe(200);
  await choose("Delete");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete service account" }).click();
  await expect(page.getByText("No service accounts yet")).toBeVisible();
  expect(await status()).toBe(401);
});
