// API keys are created with scopes and an expiry, shown once, used and deleted.
import { expectNoHorizontalScroll } from "./support/viewport.ts";
import { look } from "./support/look.ts";
import { addMember, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

test("a key is shown once, works within its scopes, and is rejected after its deletion", async ({ stack, owner, open }) => {
  const page = await open(owner, `/${owner.slug}/keys`);
  const elsewhere = await open(owner, `/${owner.slug}/keys`);
  await expect(elsewhere.getByText("No API keys yet")).toBeVisible();
  await expect(elsewhere.locator("[data-connection=live]:visible")).toBeVisible();
  await page.getByRole("button", { name: "Create API key" }).click();
  const dialog = page.getByRole("dialog", { name: "Create API key" });
  const name = dialog.getByLabel("Name", { exact: true });
  await name.fill("   ");
  await expect(dialog.getByRole("button", { name: "Create key" })).toBeDisabled();
  await dialog.getByRole("checkbox", { name: "View the organization's name and settings" }).click();
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await name.fill("A program");
  await dialog.getByRole("combobox", { name: "Expiration" }).click();
  await page.getByRole("option", { name: "30 days" }).click();
  await dialog.getByRole("button", { name: "Create key" }).click();

  const shown = page.getByRole("dialog", { name: "Copy your API key" });
  const secret = await shown.getByRole("textbox", { name: "API key" }).inputValue();
  expect(secret).toMatch(/^steward_/);
  await expect(shown.getByLabel("Example", { exact: true })).toContainText(`/api/organizations/${owner.organizationId}`);
  await expectNoHorizontalScroll(page);
  await page.context().grantPermissions(["clipboard-write"]);
  await shown.getByRole("button", { name: "Copy API key" }).click();
  await expect(shown.getByRole("button", { name: "Copied" })).toBeVisible();
  await shown.getByRole("button", { name: "Done" }).click();
  await expect(shown).toBeHidden();
  const row = page.getByRole("list", { name: "API keys", exact: true }).locator("[data-api-key]");
  await expect(row).toContainText("A program");
  await expect(row).toContainText("organization.view");
  await expect(row).toContainText("never used");
  await expect(elsewhere.getByText("A program", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);

  const ask = (path: string) => fetch(stack.url + path, { headers: { authorization: `Bearer ${secret}` } });
  expect((await ask(`/api/organizations/${owner.organizationId}`)).status).toBe(200);
  expect((await ask(`/api/organizations/${owner.organizationId}/members`)).status).toBe(403);
  await row.getByRole("button", { name: "Actions for A program" }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable key" }).click();
  await expect(row.getByText("Disabled", { exact: true })).toBeVisible();
  expect((await ask(`/api/organizations/${owner.organizationId}`)).status).toBe(401);
  await row.getByRole("button", { name: "Actions for A program" }).click();
  await page.getByRole("menuitem", { name: "Enable" }).click();
  await expect(row.getByText("Disabled", { exact: true })).toHaveCount(0);
  expect((await ask(`/api/organizations/${owner.organizationId}`)).status).toBe(200);
  await row.getByRole("button", { name: "Actions for A program" }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText("No API keys yet")).toBeVisible();
  expect((await ask(`/api/organizations/${owner.organizationId}`)).status).toBe(401);
});

test("a rotated key has a new secret, and the old one works for the chosen time", async ({ stack, owner, open }) => {
  const page = await open(owner, `/${owner.slug}/keys`);
  const shown = page.getByRole("dialog", { name: "Copy your API key" });
  const takeSecret = async () => {
    const secret = await shown.getByRole("textbox", { name: "API key" }).inputValue();
    await shown.getByRole("textbox", { name: "API key" }).focus(); // selects the key
    await page.keyboard.press("Control+c");
    await shown.getByRole("button", { name: "Done" }).click();
    await expect(shown).toBeHidden();
    return secret;
  };
  const statusOf = async (secret: string) => (await fetch(`${stack.url}/api/organizations/${owner.organizationId}`, { headers: { authorization: `Bearer ${secret}` } })).status;
  await page.getByRole("button", { name: "Create API key" }).click();
  await page.getByLabel("Name", { exact: true }).fill("A program");
  await page.getByRole("radio", { name: /^Read only/ }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  const first = await takeSecret();
  const row = page.locator("[data-api-key]");
  const rotate = async (overlap: string) => {
    await row.getByRole("button", { name: "Actions for A program" }).click();
    await page.getByRole("menuitem", { name: "Rotate secret" }).click();
    const dialog = page.getByRole("dialog", { name: "Rotate A program" });
    await dialog.getByRole("combobox").click();
    await page.getByRole("option", { name: overlap }).click();
    await look(page);
    await dialog.getByRole("button", { name: "Rotate secret" }).click();
    return takeSecret();
  };
  const second = await rotate("3 days");
  await expect(row).toContainText("old secret works until");
  expect([await statusOf(first), await statusOf(second)]).toEqual([200, 200]);
  const third = await rotate("No longer");
  expect([await statusOf(first), await statusOf(second), await statusOf(third)]).toEqual([401, 401, 200]);
  await expect(row).not.toContainText("old secret works until");
  await expect(row.getByRole("img", { name: /^Calls of A program per day/ })).toBeVisible();
});

test("presets select scopes, and a key that was not copied is not lost by closing its dialog", async ({ owner, open }) => {
  const page = await open(owner, `/${owner.slug}/keys`);
  await page.getByRole("button", { name: "Create API key" }).click();
  const dialog = page.getByRole("dialog", { name: "Create API key" });
  const checked = dialog.getByRole("checkbox", { checked: true });
  await dialog.getByRole("radio", { name: /^Read only/ }).click();
  await expect(checked).toHaveCount(3);
  await dialog.getByRole("radio", { name: /^Full access/ }).click();
  await expect(dialog.getByRole("checkbox", { checked: false })).toHaveCount(0);
  await dialog.getByRole("radio", { name: /^Deploy/ }).click();
  await expect(checked).toHaveCount(2);
  await dialog.getByRole("checkbox", { name: "View the audit log" }).click();
  await expect(dialog.getByRole("radio", { checked: true })).toHaveCount(0);
  await dialog.getByRole("checkbox", { name: "View the audit log" }).click();
  await expect(dialog.getByRole("radio", { name: /^Deploy/ })).toBeChecked();
  await look(page);
  await dialog.getByLabel("Name", { exact: true }).fill("A pipeline");
  await dialog.getByRole("button", { name: "Create key" }).click();

  const shown = page.getByRole("dialog", { name: "Copy your API key" });
  const question = page.getByRole("alertdialog", { name: "Close without copying the key?" });
  const closings = [
    () => page.keyboard.press("Escape"),
    () => page.mouse.click(5, 5),
    () => shown.getByRole("button", { name: "Close" }).click(),
    () => shown.getByRole("button", { name: "Done" }).click(),
  ];
  await expect(shown).toBeVisible();
  for (const close of closings) {
    await close();
    await expect(question).toBeVisible();
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(question).toBeHidden();
    await expect(shown).toBeVisible();
    await expect(shown.getByRole("button", { name: "Done" })).toBeFocused();
  }
  await page.keyboard.press("Escape");
  await look(page);
  await question.getByRole("button", { name: "Close without copying" }).click();
  await expect(shown).toBeHidden();
  await expect(page.locator("[data-api-key]")).toContainText("build.manage");
});

test("a key that was copied by hand closes without a question", async ({ owner, open }) => {
  const page = await open(owner, `/${owner.slug}/keys`);
  await page.getByRole("button", { name: "Create API key" }).click();
  await page.getByLabel("Name", { exact: true }).fill("A program");
  await page.getByRole("radio", { name: /^Read only/ }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  const shown = page.getByRole("dialog", { name: "Copy your API key" });
  await shown.getByRole("textbox", { name: "API key" }).focus(); // selects the key
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Escape");
  await expect(shown).toBeHidden();
});

test("a member sees which roles manage keys", async ({ stack, owner, open }) => {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner);
  const page = await open(colleague, owner.home);
  await expect(page.getByRole("link", { name: "Members" })).toBeVisible();
  await expect(page.getByRole("link", { name: "API keys" })).toHaveCount(0);
  await page.goto(`/${owner.slug}/keys`);
  await expect(page.getByText("You don't have access to this page")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create API key" })).toHaveCount(0);
});
