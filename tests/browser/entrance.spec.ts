// Somebody signs up, in and out by the forms: refusals stand at their fields, and one lands where one wanted to go.
import { newEmail, PASSWORD, signUp } from "./support/person.ts";
import { expect, test } from "./support/test.ts";

test("sign-up makes an organization with an estate and lands in it; out and in again", async ({ page }) => {
  const email = newEmail();
  await page.goto("/signup");
  await page.getByLabel("Name").fill("Test Person");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create the account" }).click();

  await expect(page).toHaveURL(/\/org_\w+\/est_\w+$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("Nothing is connected")).toBeVisible();
  const estate = page.url();

  await page.getByRole("button", { name: "Open the user menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto(estate);
  await expect(page).toHaveURL(/\/login\?returnUrl=/);

  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText(/password/i);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(estate);
});

test("what the server refuses stands at its field", async ({ page, owner }) => {
  await page.goto("/signup");
  const [name, email, create] = [page.getByLabel("Name"), page.getByLabel("E-mail"), page.getByRole("button", { name: "Create the account" })];
  // An address and a name that pass the browser's own rules, and not the server's.
  await name.fill("   ");
  await email.fill(`${"a".repeat(65)}@steward.localhost`);
  await page.getByLabel("Password").fill(PASSWORD);
  await create.click();
  await expect(email).toHaveAccessibleDescription("This is not an e-mail address.");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Password")).not.toHaveAttribute("aria-invalid");

  await email.fill(newEmail());
  await create.click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/.+/);
  await expect(email).not.toHaveAttribute("aria-invalid");

  await name.fill("Test Person");
  await email.fill(owner.email);
  await create.click();
  await expect(email).toHaveAccessibleDescription(/address exists/);
  await expect(name).not.toHaveAttribute("aria-invalid");
});

for (const returnUrl of ["//steward.example/", "https://steward.example/", "/\\steward.example"]) {
  test(`${returnUrl} is no place to return to`, async ({ page, owner }) => {
    await page.goto(`/login?${new URLSearchParams({ returnUrl })}`);
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`/${owner.organizationId}/${owner.estateId}`);
  });
}

test("a page that is asked for without a session waits behind the sign-in", async ({ page, owner }) => {
  const paths = ["", "/repository", "/builds"].map((path) => `/${owner.organizationId}/${owner.estateId}${path}`);
  for (const path of [...paths, `/${owner.organizationId}/members`, "/new-organization", "/admin/deliveries"]) {
    await page.goto(path);
    await expect(page).toHaveURL(`/login?${new URLSearchParams({ returnUrl: path })}`);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  }
});

test("addresses that are unknown, another's, or for admins only say that nothing is there", async ({ owner, open, stack }) => {
  const other = await signUp(stack);
  const page = await open(owner);
  const own = `/${owner.organizationId}/${owner.estateId}`;
  for (const path of [
    "/no-such-page/at/all/here",
    `/${other.organizationId}/${other.estateId}`,
    `/${owner.organizationId}/${other.estateId}`,
    `${own}/builds/build_01h455vb4pex5vsknk084sn02q`,
    "/admin/deliveries",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
  await page.getByRole("link", { name: "Go to your estate" }).click();
  await expect(page).toHaveURL(own);
});
