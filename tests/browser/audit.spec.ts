// The audit log: events are filtered, expanded, exported and verified.
import { readFile } from "node:fs/promises";
import { expectNoHorizontalScroll } from "./support/viewport.ts";
import { addMember, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

test("an event is found by its action, shown with the values before and after, and exported", async ({ owner, open }) => {
  await owner.session.expect("PATCH", `/api/organizations/${owner.organizationId}`, { name: "Renamed organization" });
  await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Second estate" });
  const page = await open(owner, `/${owner.slug}/audit`);
  const lines = page.getByRole("list", { name: "Audit log" }).locator("[data-audit-event]");
  const renamed = lines.filter({ hasText: "organization.update" });
  await expect(lines.filter({ hasText: "estate.create" })).toHaveCount(2); // sign-up creates the first
  await renamed.getByRole("button").first().click();
  const row = renamed.getByRole("row", { name: /^name/ });
  await expect(row).toContainText(owner.organizationName);
  await expect(row).toContainText("Renamed organization");
  await expect(renamed).toContainText(/req_\w+/);

  await renamed.getByRole("button", { name: "Filter by this action" }).click();
  await expect(page).toHaveURL(`/${owner.slug}/audit?action=organization.update`);
  await expect(lines).toHaveCount(1);
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Export as JSON" }).click()]);
  const { items } = JSON.parse(await readFile(await download.path(), "utf8")) as { items: { action: string }[] };
  expect(items.map(({ action }) => action)).toEqual(["organization.update"]);
  await page.getByRole("button", { name: "Export" }).click();
  const [table] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Export as CSV" }).click()]);
  expect(await readFile(await table.path(), "utf8")).toContain("organization.update");

  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(lines.filter({ hasText: "estate.create" })).toHaveCount(2); // sign-up creates the first
  await page.getByLabel("To", { exact: true }).fill("2020-01-01");
  await expect(page).toHaveURL(/to=2020-01-01/);
  await expect(page.getByText("No matching events")).toBeVisible();
  await expectNoHorizontalScroll(page);
});

test("events are filtered by a member", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner, "admin");
  await colleague.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Second estate" });
  await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Third estate" });
  const page = await open(owner, `/${owner.slug}/audit?action=estate.create`);
  const lines = page.getByRole("list", { name: "Audit log" }).locator("[data-audit-event]");
  await expect(lines).toHaveCount(3); // sign-up creates the first
  await page.getByRole("button", { name: "Person: Anyone" }).click();
  const dialog = page.getByRole("dialog", { name: "Filter by person" });
  await dialog.getByRole("radio", { name: /Second Person/ }).click();
  await dialog.getByRole("button", { name: "Apply filter" }).click();
  await expect(lines).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Person: Second Person" })).toBeFocused();
  await page.getByRole("button", { name: "Clear person filter", exact: true }).click();
  await expect(lines).toHaveCount(3);
});

test("verification distinguishes an intact log from an altered one", async ({ stack, owner, open }) => {
  await owner.session.expect("PATCH", `/api/organizations/${owner.organizationId}`, { name: "Renamed organization" });
  const linked = stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE organization_id = ?1 AND sequence IS NULL").bind(owner.organizationId);
  await expect.poll(async () => (await linked.first<{ count: number }>())?.count).toBe(0);
  const page = await open(owner, `/${owner.slug}/audit`);
  await page.getByRole("button", { name: "Verify log" }).click();
  await expect(page.getByText(/^Intact up to event \d+$/)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Hash of the last event" })).toHaveValue(/^[0-9a-f]{64}$/);
  await stack.db
    .prepare("UPDATE audit_log SET action = 'organization.view' WHERE organization_id = ?1 AND action = 'organization.update'")
    .bind(owner.organizationId)
    .run();
  await page.getByRole("button", { name: "Verify again" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The log is broken" })).toContainText("has been altered");
});

test("a member sees which roles read the log", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner);
  const page = await open(colleague, `/${owner.slug}/audit`);
  await expect(page.getByText("You don't have access to this page")).toBeVisible();
  await expect(page.getByRole("button", { name: "Verify log" })).toHaveCount(0);
});
