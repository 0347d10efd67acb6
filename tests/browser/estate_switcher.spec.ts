// With many estates, the switcher searches them and stays fast.
import { addEstates } from "../stack/estates.ts";
import { expectNoViolation, look, NARROW } from "./support/look.ts";
import { expect, test } from "./support/test.ts";

const COUNT = 1000;

test("a thousand estates are searched by keyboard, and few of them rendered", async ({ stack, owner, open }) => {
  await addEstates(stack.db, owner.organizationId, COUNT);
  const page = await open(owner, owner.home);
  const trigger = page.getByRole("button", { name: "Switch organization or estate" });
  await trigger.click();
  const input = page.getByRole("combobox", { name: "Search estates and organizations" });
  await expect(input).toBeFocused();
  await expect(page.getByText("Showing 50 estates. Type to find others.")).toBeVisible();
  const estates = page.getByRole("group", { name: owner.organizationName }).getByRole("option");
  await expect(estates).toHaveCount(50);
  await look(page);

  await page.keyboard.type("branch 99");
  const selected = page.getByRole("option", { selected: true });
  await expect(estates).toHaveCount(11);
  await expect(selected).toHaveText("Branch 99");
  await page.keyboard.press("ArrowDown");
  await expect(selected).toHaveText("Branch 990");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Branch 990" })).toBeVisible();
  await expect(input).toBeHidden();
  await expect(trigger).toContainText("Branch 990");
  await page.getByRole("link", { name: "Builds", exact: true }).click();
  await expect(page.getByText("Branch 990").last()).toBeVisible();
  await page.goto(`/${owner.slug}/settings`);
  await expect(trigger).toContainText("Branch 990");
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Branch 990" })).toBeVisible();

  await trigger.click();
  await page.keyboard.type("nothing like it");
  await expect(page.getByText("No matching estates")).toBeVisible();
  await expectNoViolation(page);
  await page.keyboard.press("Escape");
  await expect(input).toBeHidden();
  await expect(trigger).toBeFocused();

  await trigger.click();
  await page.keyboard.type("create estate");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Create estate" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search estates, pages" }).fill("branch 777");
  await expect(selected).toContainText("Branch 777");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Branch 777" })).toBeVisible();
  await stack.db.prepare("DELETE FROM estate WHERE organization_id = ?1 AND name = 'Branch 777'").bind(owner.organizationId).run();
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: owner.estateName })).toBeVisible();

  await trigger.click();
  await page.keyboard.type("all estates");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Estates" })).toBeVisible();
});

test("the search appears with the eighth estate, on a phone too", async ({ stack, owner, open }) => {
  await addEstates(stack.db, owner.organizationId, 6);
  const page = await open(owner, owner.home);
  await page.setViewportSize(NARROW);
  const trigger = page.getByRole("button", { name: "Switch organization or estate" });
  await trigger.click();
  await expect(page.getByRole("menuitemradio")).toHaveCount(7);
  await page.keyboard.press("Escape");

  await addEstates(stack.db, owner.organizationId, 1);
  await page.reload();
  await trigger.click();
  await expect(page.getByRole("group", { name: owner.organizationName }).getByRole("option")).toHaveCount(8);
  await page.getByRole("option", { name: "Branch 3" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Branch 3" })).toBeVisible();
});
