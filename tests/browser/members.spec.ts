// The team page: members and guests are searched, their roles changed, and users invited and removed.
import type { Locator, Page } from "@playwright/test";
import { linkIn } from "../providers/mail/index.ts";
import { expectNoHorizontalScroll } from "./support/viewport.ts";
import { addMember, newEmail, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

function rows(page: Page, column: "Internal" | "External"): Locator {
  return page.getByRole("list", { name: column }).locator("[data-member]");
}

async function giveRole(page: Page, name: string, role: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^Role of ${name}`) }).click();
  await page.getByRole("menuitemradio", { name: new RegExp(`^${role}`) }).click();
}

test("members stand in two columns, and the URL keeps the search and role", async ({ stack, owner, open }) => {
  const [second, third] = [await signUp(stack, "Second Person"), await signUp(stack, "Third Person")];
  await addMember(stack, second, owner);
  await addMember(stack, third, owner, "guest");
  const page = await open(owner, `/${owner.slug}/team`);
  await expect(rows(page, "Internal")).toHaveCount(2);
  await expect(rows(page, "External")).toHaveCount(1);
  await expect(rows(page, "External")).toContainText("Third Person");

  const search = page.getByLabel("Search by name, email or Slack name");
  await search.fill("second");
  await expect(page).toHaveURL(`/${owner.slug}/team?q=second`);
  await expect(rows(page, "Internal")).toHaveCount(1);
  await expect(page.getByText("No matching members")).toBeVisible();
  await page.reload();
  await expect(search).toHaveValue("second");
  await expect(rows(page, "Internal")).toHaveCount(1);
  await search.fill("");
  await expect(rows(page, "Internal")).toHaveCount(2);
  await page.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "Owner" }).click();
  await expect(rows(page, "Internal")).toHaveCount(1);
  await expect(rows(page, "Internal")).toContainText("(you)");
  await expect(page).toHaveURL(`/${owner.slug}/team?role=owner`);
  await page.goto(`/${owner.slug}/team`);
  await expect(rows(page, "Internal")).toHaveCount(2);
  await expectNoHorizontalScroll(page);
});

test("roles change live; owner needs a confirmation", async ({ stack, owner, open }) => {
  const second = await signUp(stack, "Second Person");
  await addMember(stack, second, owner);
  const theirs = await open(second, `/${owner.slug}/team`);
  await expect(rows(theirs, "Internal")).toHaveCount(2);
  await expect(theirs.locator("[data-connection=live]:visible")).toBeVisible();
  await expect(theirs.getByRole("button", { name: /^Role of/ })).toHaveCount(0);
  const page = await open(owner, `/${owner.slug}/team`);
  await expect(page.getByRole("button", { name: `Role of ${owner.name}` })).toHaveCount(0);
  await giveRole(page, "Second Person", "Viewer");
  await expect(page.getByRole("button", { name: "Role of Second Person: Viewer" })).toBeFocused();
  await expect(rows(theirs, "Internal").filter({ hasText: "Second Person" })).toContainText("Viewer");

  await giveRole(page, "Second Person", "Owner");
  const question = page.getByRole("alertdialog", { name: "Make Second Person an owner?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: "Role of Second Person: Viewer" })).toBeFocused();
  await giveRole(page, "Second Person", "Owner");
  await question.getByRole("button", { name: "Make owner" }).click();
  await expect(page.getByRole("button", { name: "Role of Second Person: Owner" })).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Invite members" })).toBeVisible();
});

test("an admin manages only members below admin", async ({ stack, owner, open }) => {
  const [second, third, fourth] = [await signUp(stack, "Second Person"), await signUp(stack, "Third Person"), await signUp(stack, "Fourth Person")];
  await addMember(stack, second, owner, "admin");
  await addMember(stack, third, owner, "admin");
  await addMember(stack, fourth, owner, "viewer");
  const page = await open(second, `/${owner.slug}/team`);
  await expect(rows(page, "Internal")).toHaveCount(4);
  await expect(page.getByRole("button", { name: /^(Role of|Actions for)/ })).toHaveCount(2);
  await page.getByRole("button", { name: /^Role of Fourth Person/ }).click();
  await expect(page.getByRole("menuitemradio")).toHaveCount(3); // member, viewer, guest
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Invite members" }).click();
  await page.getByRole("dialog").getByRole("combobox", { name: "Role" }).click();
  await expect(page.getByRole("option")).toHaveText(["Member", "Viewer", "Guest"]);
});

test("a guest sees the selected estates, and not the team", async ({ stack, owner, open }) => {
  const second = await signUp(stack, "Second Person");
  await addMember(stack, second, owner);
  const other = (await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Second estate" })) as { id: string };
  const page = await open(owner, `/${owner.slug}/team`);
  await giveRole(page, "Second Person", "Guest");
  const dialog = page.getByRole("dialog", { name: "Make Second Person a guest" });
  await dialog.getByRole("checkbox", { name: "Second estate" }).click();
  await dialog.getByRole("button", { name: "Make guest" }).click();
  await expect(rows(page, "External")).toContainText("1 estate");

  const theirs = await open(second, `/${owner.slug}/${other.id}`);
  await expect(theirs.getByRole("heading", { level: 1, name: "Second estate" })).toBeVisible();
  await theirs.goto(owner.home);
  await expect(theirs.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await theirs.goto(`/${owner.slug}/team`);
  await expect(theirs.getByText("You don't have access to this page")).toBeVisible();

  await page.getByRole("button", { name: "Actions for Second Person" }).click();
  await page.getByRole("menuitem", { name: "Roles on estates" }).click();
  const estates = page.getByRole("dialog", { name: "Roles of Second Person on estates" });
  await expect(estates.getByRole("combobox", { name: "Role on Second estate" })).toHaveText("Viewer");
  await estates.getByRole("combobox", { name: `Role on ${owner.estateName}` }).click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await estates.getByRole("button", { name: "Save roles" }).click();
  await expect(rows(page, "External")).toContainText("2 estates");
  await theirs.goto(owner.home);
  await expect(theirs.getByRole("heading", { level: 1, name: owner.estateName })).toBeVisible();
});

test("a link lets users join until it is revoked", async ({ stack, owner, open }) => {
  const [second, third] = [await signUp(stack, "Second Person"), await signUp(stack, "Third Person")];
  const page = await open(owner, `/${owner.slug}/team`);
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
  await page.getByRole("button", { name: "Invite members" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /^Link/ }).click();
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const link = await dialog.getByRole("textbox", { name: "Invitation link" }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  const invitation = page.getByRole("list", { name: "Invitations" }).getByRole("listitem");
  await expect(invitation).toContainText("Invitation link");

  const theirs = await open(second, new URL(link).pathname);
  await theirs.getByRole("button", { name: /join|accept/i }).first().click();
  await expect(theirs).toHaveURL(owner.home);
  await expect(rows(page, "Internal").filter({ hasText: "Second Person" })).toContainText("Viewer");
  await expect(invitation).toContainText("1 use");
  await invitation.getByRole("button", { name: "Revoke invitation link" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke link" }).click();
  await expect(page.getByText("No pending invitations")).toBeVisible();
  expect((await third.session.send("POST", `/api/invitations/${new URL(link).pathname.split("/").at(-1)}/accept`)).status).toBe(409);
  await page.getByRole("combobox", { name: "Invitation status" }).click();
  await page.getByRole("option", { name: "Revoked" }).click();
  await expect(page).toHaveURL(/invitations=revoked/);
  await expect(invitation).toContainText("revoked");
});

test("an email invitation is for one address once, and can be resent", async ({ stack, owner, open }) => {
  const email = newEmail();
  const page = await open(owner, `/${owner.slug}/team`);
  const dialog = page.getByRole("dialog");
  const invite = async (address: string) => {
    await page.getByRole("button", { name: "Invite members" }).click();
    await dialog.getByLabel("Email").fill(address);
    await dialog.getByRole("button", { name: "Send invitation" }).click();
  };
  await invite(email);
  await expect(dialog).toContainText("Invitation sent");
  await dialog.getByRole("button", { name: "Done" }).click();
  const first = await stack.mail.waitFor({ to: email, kind: "invitation" });
  expect(linkIn(first, "/invite").pathname).toMatch(/^\/invite\/.{43}$/);
  await invite(email);
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("Email").fill(owner.email);
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Resend to ${email}` }).click();
  await stack.mail.waitFor({ to: email, kind: "invitation", after: first });
});
