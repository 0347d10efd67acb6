// The settings of an organization, in sections: name, slug and logo; estates; domains; leaving, transferring and deleting it.
import { randomBytes } from "node:crypto";
import { expectNoHorizontalScroll } from "./support/viewport.ts";
import { addMember, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** A unique word. */
function unique(): string {
  return `a${randomBytes(6).toString("hex")}`;
}

test("a slug change shows a warning, fails for a taken slug, and is followed by every page", async ({ stack, owner, open }) => {
  const other = await signUp(stack, "Second Person");
  const page = await open(owner, `/${owner.slug}/settings`);
  const elsewhere = await open(owner, `/${owner.slug}/team`);
  await expect(elsewhere.locator("[data-connection=live]:visible")).toBeVisible();
  const address = page.getByLabel("Slug", { exact: true });
  const save = page.getByRole("button", { name: "Save changes", exact: true });
  await expect(save).toBeDisabled();
  await address.fill(other.slug);
  await expect(page.getByRole("alert")).toContainText("This changes the organization's URL");
  await save.click();
  await expect(address).toHaveAttribute("aria-invalid", "true");

  const slug = unique();
  await address.fill(slug.toUpperCase());
  await expect(address).toHaveValue(slug);
  await page.getByLabel("Name", { exact: true }).fill("Renamed organization");
  await save.click();
  await expect(page).toHaveURL(`/${slug}/settings`);
  await expect(page.getByRole("button", { name: "Switch organization or estate" })).toContainText("Renamed organization");
  await expect(elsewhere).toHaveURL(`/${slug}/team`);
  await page.goto(`/${owner.slug}/settings`); // a former slug redirects
  await expect(page).toHaveURL(`/${slug}/settings`);
});

test("a logo shows in the switcher and can be removed", async ({ owner, open }) => {
  const page = await open(owner, `/${owner.slug}/settings`);
  const shown = page.getByRole("button", { name: "Switch organization or estate" }).locator("img");
  await page.getByLabel("Choose logo").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: PIXEL });
  await page.getByRole("button", { name: "Save logo" }).click();
  await expect(shown).toHaveAttribute("src", /^\/api\/pictures\/pic_/);
  await page.getByRole("button", { name: "Remove logo" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(shown).toHaveCount(0);
});

test("estates are renamed, made the default and deleted; the default cannot be deleted", async ({ owner, open }) => {
  const made = (await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Second estate" })) as { id: string };
  const page = await open(owner, `/${owner.slug}/settings/estates`);
  const list = page.getByRole("list", { name: "Estates" });
  const [first, second] = [list.locator(`[data-estate="${owner.estateId}"]`), list.locator(`[data-estate="${made.id}"]`)];
  const mark = { first: first.getByTitle(/^Opens by default/), second: second.getByTitle(/^Opens by default/) };
  await expect(mark.first).toHaveText("Default");
  await expect(first.getByRole("button", { name: /^Delete/ })).toHaveCount(0);

  await second.getByRole("button", { name: "Rename Second estate" }).click();
  const dialog = page.getByRole("dialog", { name: "Rename Second estate" });
  await dialog.getByLabel("Name").fill("  ");
  await dialog.getByRole("button", { name: "Rename estate" }).click();
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill("Renamed estate");
  await dialog.getByRole("button", { name: "Rename estate" }).click();
  await expect(dialog).toBeHidden();
  await expect(second).toContainText("Renamed estate");
  await expect(second.getByRole("button", { name: "Rename Renamed estate" })).toBeFocused();

  await second.getByRole("button", { name: /^Make default/ }).click();
  await expect(mark.second).toBeVisible();
  await expect(mark.first).toHaveCount(0);
  await first.getByRole("button", { name: `Delete ${owner.estateName}` }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByRole("button", { name: "Delete estate" })).toBeDisabled();
  await question.getByLabel("Estate name").fill(owner.estateName);
  await question.getByRole("button", { name: "Delete estate" }).click();
  await expect(first).toHaveCount(0);
  await page.goto(owner.home);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
});

test("a domain is verified by its record, and its users join with the chosen role", async ({ stack, owner, open }) => {
  const domain = `${unique()}.example`;
  const page = await open(owner, `/${owner.slug}/settings/domains`);
  const field = page.getByLabel("Domain", { exact: true });
  await field.fill("no domain");
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill(domain);
  await page.getByRole("button", { name: "Add domain" }).click();
  const row = page.locator(`[data-domain="${domain}"]`);
  await expect(row).toContainText("Not verified");
  await expect(row.getByRole("textbox", { name: "Name" })).toHaveValue(`_steward.${domain}`);
  const value = await row.getByRole("textbox", { name: "Value" }).inputValue();
  expect(value).toMatch(/^steward-verification=/);
  await row.getByRole("button", { name: `Verify ${domain}` }).click();
  await expect(row.getByRole("alert")).toBeVisible();
  stack.dns.setTxt(`_steward.${domain}`, value);
  await row.getByRole("button", { name: `Verify ${domain}` }).click();
  await expect(row).toContainText("Verified");

  await row.getByRole("checkbox", { name: "Let people join without an invitation" }).click();
  await expect(row.getByRole("checkbox")).toBeChecked();
  await row.getByRole("combobox").click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await expect(row.getByRole("combobox")).toContainText("Viewer");
  await page.reload();
  await expect(row.getByRole("combobox")).toContainText("Viewer");
  await expect(row.getByRole("checkbox")).toBeChecked();
  await row.getByRole("button", { name: `Remove ${domain}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove domain" }).click();
  await expect(row).toHaveCount(0);
});

test("a viewer sees the allowed settings and leaves", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner, "viewer");
  const page = await open(colleague, `/${owner.slug}/settings`);
  const sections = page.getByRole("navigation", { name: "Settings" });
  await expect(page.getByText("Only owners and admins can change these settings.")).toBeVisible();
  await expect(sections.getByRole("link")).toHaveText(["General", "Estates", "Danger zone"]);
  await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0);
  await sections.getByRole("link", { name: "Estates" }).click();
  await expect(page.getByRole("list", { name: "Estates" })).toContainText(owner.estateName);
  await expect(page.getByRole("button", { name: /Delete|Rename|Create/ })).toHaveCount(0);
  await page.goto(`/${owner.slug}/settings/domains`);
  await expect(page.getByText("You don't have access to this page")).toBeVisible();
  await expect(page.getByText(`Only owners of ${owner.organizationName} can manage its domains.`)).toBeVisible();
  await sections.getByRole("link", { name: "Danger zone" }).click();
  await expect(page.getByRole("button", { name: "Leave organization" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Delete|Transfer/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Leave organization" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Leave organization" }).click();
  await expect(page).toHaveURL(colleague.home);
  await expect(page.getByText(`You're no longer a member of ${owner.organizationName}`)).toBeVisible();
});

test("the last owner cannot leave, but transfer to a member found by name", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner);
  const page = await open(owner, `/${owner.slug}/settings/danger-zone`);
  await expect(page.getByText("You're the only owner, so you can't leave. Make another member an owner first.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Leave organization" })).toHaveCount(0);

  await page.getByRole("button", { name: "Transfer ownership" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Choose a member" })).toBeDisabled();
  await expect(dialog.getByRole("radio")).toHaveCount(1);
  await dialog.getByLabel("Search by name or email").fill("nobody of that name");
  await expect(dialog.getByText("No matching members", { exact: true })).toBeVisible();
  await dialog.getByLabel("Search by name or email").fill("second");
  await dialog.getByRole("radio", { name: /Second Person/ }).click();
  await dialog.getByRole("button", { name: "Make Second Person the owner" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { name: "Transfer ownership" })).toHaveCount(0);
  const sections = page.getByRole("navigation", { name: "Settings" });
  await expect(sections.getByRole("link")).toHaveText(["General", "Estates", "Apps", "Danger zone"]);
  await sections.getByRole("link", { name: "General" }).click();
  await expect(page.getByRole("button", { name: "Save changes", exact: true })).toBeVisible();
});

test("an organization is deleted by typing its slug, for every member", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner);
  const theirs = await open(colleague, owner.home);
  await expect(theirs.locator("[data-connection=live]:visible")).toBeVisible();
  const page = await open(owner, `/${owner.slug}/settings/danger-zone`);
  await expectNoHorizontalScroll(page);
  await page.getByRole("button", { name: "Delete organization" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByRole("button", { name: "Delete organization" })).toBeDisabled();
  await question.getByLabel("Organization slug").fill(owner.slug);
  await question.getByRole("button", { name: "Delete organization" }).click();
  await expect(page).toHaveURL("/new-organization");
  await expect(theirs).toHaveURL(colleague.home);
});

test("each section has its URL, follows a changed slug and fits a phone", async ({ owner, open }) => {
  const page = await open(owner, `/${owner.slug}/settings`);
  for (const [name, path, heading] of [
    ["General", "", "Name and slug"],
    ["Estates", "/estates", "Estates"],
    ["Domains", "/domains", "Domains"],
    ["Danger zone", "/danger-zone", "Delete organization"],
  ] as const) {
    const link = page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name });
    await link.click();
    await expect(page).toHaveURL(`/${owner.slug}/settings${path}`);
    await expect(page.getByRole("heading", { level: 2, name: heading })).toBeVisible();
    await expect(link).toHaveAttribute("aria-current", "page");
    await expect(page).toHaveTitle(path ? `${name} · Settings · ${owner.organizationName} · Steward` : `Settings · ${owner.organizationName} · Steward`);
    await expectNoHorizontalScroll(page);
  }
  const slug = unique();
  await owner.session.expect("PATCH", `/api/organizations/${owner.organizationId}`, { slug });
  await expect(page).toHaveURL(`/${slug}/settings/danger-zone`);
});
