// The command palette finds estates, pages, actions, people and builds by keyboard; shortcuts open pages.
import type { Page } from "@playwright/test";
import { expectNoViolation, look, NARROW } from "./support/look.ts";
import { connect, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";
import { addMember, grantAdmin, signUp } from "./support/user.ts";

/** Waits until the page listens for keys, which it does before its socket connects. */
async function ready(page: Page): Promise<void> {
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
}

/** Opens the palette and types a search; resolves with its list. */
async function search(page: Page, text: string) {
  await ready(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /^Search estates/ }).fill(text);
  return page.getByRole("listbox");
}

test("opens by Ctrl+K, moves by arrow keys, opens a page by Enter and closes by Escape", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  const button = page.getByRole("button", { name: "Search", exact: true });
  await ready(page);
  await button.focus();
  await page.keyboard.press("Control+k");
  const input = page.getByRole("combobox", { name: /^Search estates/ });
  await expect(input).toBeFocused();
  await expect(page.getByRole("group", { name: "Pages" }).getByRole("option").first()).toBeVisible();
  await look(page);

  const selected = page.getByRole("option", { selected: true });
  await input.fill("settings");
  await expect(selected).toHaveText(/^Settings/);
  await expect(input).toHaveAttribute("aria-activedescendant", (await selected.getAttribute("id")) ?? "");
  await page.keyboard.press("ArrowDown");
  await expect(selected).toHaveText(`Estates${owner.organizationName} settings`);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(selected).toHaveText(/^Your data|^Sessions|^Sign-in/);
  await page.keyboard.press("Escape");
  await expect(input).toBeHidden();
  await expect(button).toBeFocused();

  await button.click();
  await input.fill("no such thing");
  await expect(page.getByRole("status").getByText("No results for “no such thing”")).toBeVisible();
  await expectNoViolation(page);
  await input.fill("memb");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
  await expect(input).toBeHidden();
});

test("finds builds by number, message and hash, people by name, and estates of other organizations", async ({ stack, owner, open }) => {
  const other = await signUp(stack, "Grace Hopper");
  await addMember(stack, other, owner);
  await addMember(stack, owner, other, "viewer");
  await stack.db.prepare("UPDATE estate SET name = 'Málaga' WHERE id = ?1").bind(other.estateId).run();
  const { repository } = await connect(stack, owner, plain({ greeting: 1 }));
  const { sha, deliveries } = await stack.github.commit(repository, { files: plain({ greeting: 2 }), message: "Greet twice" });
  await deliveries;
  const page = await open(owner, owner.home);
  await expect(page.locator("[data-build]")).toHaveCount(2);
  for (const text of ["#2", "greet", sha.slice(0, 7)]) {
    const list = await search(page, text);
    await expect(list.getByRole("group", { name: "Builds" }).getByRole("option").first()).toContainText("#2 Greet twice");
    await page.keyboard.press("Escape");
  }
  await (await search(page, "#1")).getByRole("option", { name: "#1 Initial commit" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("#1 Initial commit");

  await (await search(page, "hopper")).getByRole("group", { name: "People" }).getByRole("option", { name: "Grace Hopper" }).click();
  await expect(page.getByRole("searchbox")).toHaveValue(other.email);
  await expect(page.locator("[data-member]")).toHaveCount(1);

  await expect((await search(page, "malaga")).getByRole("option", { selected: true })).toContainText("Málaga");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Málaga" })).toBeVisible();
});

test("offers what the role may see and do", async ({ stack, owner, open }) => {
  const viewer = await signUp(stack);
  await addMember(stack, viewer, owner, "viewer");
  await connect(stack, owner, plain({}));
  const seen = await open(viewer, owner.home);
  const options = seen.getByRole("option");
  await search(seen, "");
  await expect(options.filter({ hasText: "Members" })).toBeVisible();
  await expect(options.filter({ hasText: /API keys|Audit log|Domains|Start build|Create estate|Deliveries/ })).toHaveCount(0);

  await grantAdmin(stack, owner);
  const page = await open(owner, owner.home);
  await (await search(page, "deliveries")).getByRole("option", { name: "Deliveries" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Deliveries" })).toBeVisible();
  await (await search(page, "rebuild")).getByRole("option", { name: "Start build" }).click();
  await expect(page.getByRole("dialog", { name: "Start build" })).toBeVisible();
  await page.keyboard.press("Escape");
  await (await search(page, "create estate")).getByRole("option", { name: /^Create estate in/ }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Another estate");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Another estate" })).toBeVisible();
  await (await search(page, "domains")).getByRole("option", { name: "Domains" }).click();
  await expect(page).toHaveURL(`/${owner.slug}/settings/domains`);
  await (await search(page, "dark")).getByRole("option", { name: "Use dark theme" }).click();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await (await search(page, "sign out")).getByRole("option", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login/);
});

test("shortcuts open pages, the palette and their help, but not while the user types", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  const heading = page.getByRole("heading", { level: 1 });
  await ready(page);
  for (const [keys, title] of [["ge", "Estates"], ["gb", "Builds"], ["gr", "Repository"], ["gm", "Members"], ["gs", "Settings"], ["gd", owner.estateName]] as const) {
    await page.keyboard.type(keys);
    await expect(heading).toHaveText(title);
  }
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toContainText("Go to builds");
  await look(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: /^Search estates/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();

  await page.keyboard.type("gm");
  await expect(heading).toHaveText("Members");
  const field = page.getByRole("searchbox");
  await field.click();
  await page.keyboard.type("gb/?");
  await expect(field).toHaveValue("gb/?");
  await expect(heading).toHaveText("Members");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await field.blur();
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox", { name: /^Search estates/ })).toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("single-key shortcuts can be turned off, in every open page of the browser, and Ctrl+K stays", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  const heading = page.getByRole("heading", { level: 1 });
  await ready(page);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByRole("link", { name: "Turn off single-key shortcuts in your settings" }).click();
  await expect(page).toHaveURL("/user-settings#keyboard");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const other = await page.context().newPage();
  await other.goto(owner.home);
  await ready(other);
  const checkbox = page.getByRole("checkbox", { name: "Single-key shortcuts" });
  await expect(checkbox).toBeChecked();
  await checkbox.click();
  await expect(checkbox).not.toBeChecked();

  for (const opened of [page, other]) {
    await opened.locator("main").focus();
    await opened.keyboard.type("gm?/");
    await expect(opened.getByRole("dialog")).toHaveCount(0);
  }
  await page.reload();
  await ready(page);
  await expect(checkbox).not.toBeChecked();
  await page.keyboard.type("gm?/");
  await (await search(page, "keyboard shortcuts")).getByRole("option", { name: "Keyboard shortcuts" }).click();
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toContainText("Single-key shortcuts are turned off.");
  await expect(help).not.toContainText("Go to builds");
  await look(page);
  await help.getByRole("link", { name: "Turn them on in your settings" }).click();
  await expect(heading).toHaveText("Your settings");
  await checkbox.click();
  await page.locator("main").focus();
  await page.keyboard.type("gm");
  await expect(heading).toHaveText("Members");
});

test("says what could not be loaded, and loads it again", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  await ready(page);
  await page.route("**/members?*", (route) => route.fulfill({ status: 500, body: "{}" }));
  await search(page, owner.email);
  const alert = page.getByRole("dialog").getByRole("alert");
  await expect(alert).toContainText("Some results couldn't be loaded");
  await expectNoViolation(page);
  await page.unroute("**/members?*");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("group", { name: "People" }).getByRole("option")).toContainText(owner.email);
  await expect(alert).toHaveCount(0);
});

test("opens from the navigation of a phone", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  await page.setViewportSize(NARROW);
  await page.getByRole("button", { name: "Open navigation" }).click();
  await page.getByRole("dialog", { name: "Navigation" }).getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Navigation" })).toHaveCount(0);
  const input = page.getByRole("combobox", { name: /^Search estates/ });
  await expect(input).toBeFocused();
  await input.fill("builds");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Builds" })).toBeVisible();
});
