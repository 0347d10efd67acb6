// With many estates, the switcher searches them and stays fast.
import { randomBytes } from "node:crypto";
import type { Stack } from "../stack/index.ts";
import { expectNoViolation, look, NARROW } from "./support/look.ts";
import { expect, test } from "./support/test.ts";
import type { User } from "./support/user.ts";

const COUNT = 1000;

/** Adds estates named "Branch 1", "Branch 2" and so on. */
async function addEstates({ db }: Stack, { organizationId }: User, count: number): Promise<void> {
  const prefix = `est_01k9zqt3m8${randomBytes(6).toString("hex")}`;
  const insert = db.prepare("INSERT INTO estate (id, organization_id, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)");
  await db.batch(Array.from({ length: count }, (_, index) => insert.bind(prefix + index.toString(16).padStart(4, "0"), organizationId, `Branch ${index + 1}`, index + 1)));
}

test("a thousand estates are searched by keyboard, and few of them rendered", async ({ stack, owner, open }) => {
  await addEstates(stack, owner, COUNT);
  const page = await open(owner, owner.home);
  const trigger = page.getByRole("button", { name: "Switch organization or estate" });
  await trigger.click();
  const input = page.getByRole("combobox", { name: "Search estates and organizations" });
  await expect(input).toBeFocused();
  await expect(page.getByText("Showing 50 of 1,001 estates. Type to search.")).toBeVisible();
  const estates = page.getByRole("group", { name: owner.organizationName }).getByRole("option");
  await expect(estates).toHaveCount(50);
  await look(page);

  await page.keyboard.type("branch 99");
  const selected = page.getByRole("option", { selected: true });
  await expect(estates).toHaveCount(19);
  await expect(selected).toHaveText("Branch 99");
  await page.keyboard.press("ArrowDown");
  await expect(selected).toHaveText("Branch 990");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Branch 990" })).toBeVisible();
  await expect(input).toBeHidden();
  await expect(trigger).toContainText("Branch 990");
  await page.getByRole("link", { name: "Builds", exact: true }).click();
  await expect(page.getByText("Branch 990").last()).toBeVisible();

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
});

test("the search appears with the eighth estate, on a phone too", async ({ stack, owner, open }) => {
  await addEstates(stack, owner, 6);
  const page = await open(owner, owner.home);
  await page.setViewportSize(NARROW);
  const trigger = page.getByRole("button", { name: "Switch organization or estate" });
  await trigger.click();
  await expect(page.getByRole("menuitemradio")).toHaveCount(7);
  await page.keyboard.press("Escape");

  await addEstates(stack, owner, 1);
  await page.reload();
  await trigger.click();
  await expect(page.getByRole("group", { name: owner.organizationName }).getByRole("option")).toHaveCount(8);
  await page.getByRole("option", { name: "Branch 3" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Branch 3" })).toBeVisible();
});
