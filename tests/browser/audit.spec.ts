// The audit log: events are sentences; they are filtered, expanded, exported and verified.
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expectNoViolation, look } from "./support/look.ts";
import { connect, plain } from "./support/repository.ts";
import { expectNoHorizontalScroll } from "./support/viewport.ts";
import { addMember, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

/** The rows of the log. */
function rows(page: Page): Locator {
  return page.getByRole("list", { name: "Audit log" }).locator("[data-audit-event]");
}

test("an event is found by its action, shown with the values before and after, and exported", async ({ owner, open }) => {
  await owner.session.expect("PATCH", `/api/organizations/${owner.organizationId}`, { name: "Renamed organization" });
  await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Second estate" });
  const page = await open(owner, `/${owner.slug}/audit`);
  const created = rows(page).filter({ hasText: "created the estate" });
  const renamed = rows(page).filter({ hasText: `${owner.name} renamed the organization from ${owner.organizationName} to Renamed organization` });
  await expect(created).toHaveCount(2); // sign-up creates the first
  await renamed.getByRole("button", { name: "Details" }).click();
  const row = renamed.getByRole("row", { name: /^name/ });
  await expect(row).toContainText(owner.organizationName);
  await expect(row).toContainText("Renamed organization");
  await expect(renamed).toContainText(/req_\w+/);

  await renamed.getByRole("button", { name: "Filter by this action" }).click();
  await expect(page).toHaveURL(`/${owner.slug}/audit?action=organization.update`);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Export as JSON" }).click()]);
  const { items } = JSON.parse(await readFile(await download.path(), "utf8")) as { items: { action: string }[] };
  expect(items.map(({ action }) => action)).toEqual(["organization.update"]);
  await page.getByRole("button", { name: "Export" }).click();
  const [table] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Export as CSV" }).click()]);
  expect(await readFile(await table.path(), "utf8")).toContain("organization.update");

  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(created).toHaveCount(2);
  await page.getByLabel("To", { exact: true }).fill("2020-01-01");
  await expect(page).toHaveURL(/to=2020-01-01/);
  await expect(page.getByText("No matching events")).toBeVisible();
  await page.getByRole("button", { name: "Remove filter To: 1 Jan 2020" }).click();
  await expect(page).toHaveURL(`/${owner.slug}/audit`);
  await expect(created).toHaveCount(2);
  await expectNoHorizontalScroll(page);
});

test("each event is a sentence with links to what it names, and new events appear", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner);
  const { repository } = await connect(stack, owner, plain({}));
  const { deliveries } = await stack.github.commit(repository, { files: plain({ greeting: 2 }), message: "Greet" });
  await deliveries;
  const page = await open(owner, `/${owner.slug}/audit`);
  const pushed = rows(page).filter({ hasText: `GitHub triggered build #2 of ${owner.estateName} by a push of` });
  await expect(pushed).toBeVisible();
  await expect(rows(page).filter({ hasText: `${owner.name} triggered build #1 of ${owner.estateName} by connecting its repository` })).toBeVisible();
  await expect(rows(page).filter({ hasText: `${owner.name} connected ${repository.owner}/${repository.name} (main) to ${owner.estateName}` })).toBeVisible();
  await expect(pushed.getByRole("time")).toHaveAttribute("title", /^\d+ \w+ \d{4}, \d\d:\d\d:\d\d$/);
  await look(page);
  await expect(page.getByText("Something went wrong")).toHaveCount(0);

  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
  await owner.session.expect("PATCH", `/api/organizations/${owner.organizationId}/members/${colleague.id}`, { role: "admin" });
  const promoted = rows(page).first();
  await expect(promoted).toContainText(`${owner.name} changed Second Person's role from member to admin`);
  await promoted.getByRole("link", { name: "Second Person" }).click();
  await expect(page.getByRole("searchbox")).toHaveValue(colleague.email);
  await page.goBack();
  await pushed.getByRole("link", { name: "build #2" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("#2 Greet");
});

test("a member beyond the first hundred is named, a former member is not", async ({ stack, owner, open }) => {
  const id = (prefix: string) => `'${prefix}_${owner.id.slice(4, 26)}' || value`;
  const numbers = JSON.stringify(Array.from({ length: 99 }, (_, index) => String(index).padStart(4, "0")));
  await stack.db.batch([
    stack.db.prepare(`INSERT INTO user (id, name, email, created_at, updated_at) SELECT ${id("usr")}, 'Number ' || value, value || '@${owner.id}.example', 1, 1 FROM json_each(?1)`).bind(numbers),
    stack.db.prepare(`INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) SELECT ${id("member")}, ?2, ${id("usr")}, 'viewer', 1, 1 FROM json_each(?1)`).bind(numbers, owner.organizationId),
  ]);
  const [late, former] = [await signUp(stack, "Late Person"), await signUp(stack, "Former Person")];
  for (const user of [late, former]) {
    await addMember(stack, user, owner);
    await owner.session.expect("PATCH", `/api/organizations/${owner.organizationId}/members/${user.id}`, { role: "admin" });
  }
  await owner.session.send("DELETE", `/api/organizations/${owner.organizationId}/members/${former.id}`);
  const page = await open(owner);
  const asked: string[] = [];
  page.on("request", (request) => void (request.url().includes("/members/usr_") && asked.push(request.url().split("/").at(-1) ?? "")));
  await page.goto(`/${owner.slug}/audit`);
  await expect(rows(page).filter({ hasText: `${owner.name} changed Late Person's role from member to admin` })).toHaveCount(1);
  await expect(rows(page).filter({ hasText: `${owner.name} removed a former member from` })).toHaveCount(1);
  // A member's event that arrives only now makes the page ask again, so how often each is asked for is left open.
  expect([...new Set(asked)].sort()).toEqual([late.id, former.id].sort());
});

test("facets combine, are in the URL, and are removed one by one", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner, "admin");
  await colleague.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Second estate" });
  await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Third estate" });
  const page = await open(owner, `/${owner.slug}/audit`);

  await page.getByRole("button", { name: "Action: Any action" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Search actions" })).toBeFocused();
  await expect(page.getByRole("group", { name: "Builds" })).toBeAttached();
  await expectNoViolation(page);
  await page.keyboard.type("estate cr");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/${owner.slug}/audit?action=estate.create`);
  await expect(page.getByRole("button", { name: "Action: Estate created", exact: true })).toBeFocused();
  await expect(rows(page)).toHaveCount(3); // sign-up creates the first

  await page.getByRole("combobox", { name: "Target" }).click();
  await page.getByRole("option", { name: "Estate" }).click();
  await page.getByRole("button", { name: "Person: Anyone" }).click();
  const dialog = page.getByRole("dialog", { name: "Filter by person" });
  await dialog.getByRole("radio", { name: /Second Person/ }).click();
  await dialog.getByRole("button", { name: "Apply filter" }).click();
  await expect(rows(page)).toHaveText([/^Second Person created the estate Second estate/]);
  await expect(page.getByRole("button", { name: "Person: Second Person", exact: true })).toBeFocused();
  const chips = page.getByRole("list", { name: "Active filters" }).getByRole("button", { name: /^Remove filter/ });
  await expect(chips).toHaveText([/Person: Second Person$/, /Action: Estate created$/, /Target: Estate$/]);
  await look(page);

  await page.reload();
  await expect(chips).toHaveCount(3);
  await chips.first().focus();
  await page.keyboard.press("Enter");
  await expect(chips).toHaveText([/Action: Estate created$/, /Target: Estate$/]);
  await expect(page.getByRole("group", { name: "Filters" })).toBeFocused();
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(chips).toHaveCount(0);
  await expect(page).toHaveURL(`/${owner.slug}/audit`);
});

test("verification distinguishes an intact log from an altered one", async ({ stack, owner, open }) => {
  await owner.session.expect("PATCH", `/api/organizations/${owner.organizationId}`, { name: "Renamed organization" });
  const linked = stack.db.prepare("SELECT count(*) AS count FROM audit_log WHERE organization_id = ?1 AND sequence IS NULL").bind(owner.organizationId);
  await expect.poll(async () => (await linked.first<{ count: number }>())?.count).toBe(0);
  const page = await open(owner, `/${owner.slug}/audit`);
  await page.getByRole("button", { name: "Verify log" }).click();
  await expect(page.getByText(/^Intact up to event \d+$/)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Hash of the last event" })).toHaveValue(/^\w+:[0-9a-f]{64}$/);
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
