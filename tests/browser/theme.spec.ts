// The colour scheme is light, dark or the system's; the choice lasts and applies to every open page of the browser.
import { expect, test } from "./support/test.ts";

test("the system's colour scheme applies until the user chooses one, which lasts", async ({ owner, open }) => {
  const page = await open(owner);
  const root = page.locator("html");
  await expect(root).not.toHaveClass(/dark/);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(root).toHaveClass(/dark/);

  const other = await page.context().newPage();
  await other.goto("/new-organization");
  await page.getByRole("radio", { name: "Light" }).click();
  await expect(root).not.toHaveClass(/dark/);
  await page.getByRole("radio", { name: "Dark" }).click();
  await expect(other.getByRole("radio", { name: "Dark" })).toBeChecked();
  await expect(other.locator("html")).toHaveClass(/dark/);

  await page.emulateMedia({ colorScheme: "light" });
  await page.reload();
  await expect(root).toHaveClass(/dark/);
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
  await page.getByRole("radio", { name: "System" }).click();
  await expect(root).not.toHaveClass(/dark/);
});
