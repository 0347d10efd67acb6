// Sign-up, sign-in and sign-out by the forms: errors show at their fields, and sign-in returns to the requested page.
import { codeIn, linkIn } from "../providers/mail/index.ts";
import { newEmail, PASSWORD, signUp } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

/** A code that differs from the given one. */
function wrong(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, "0");
}

test("sign-up with its code creates an organization with an estate; sign-out and sign-in", async ({ page, stack }) => {
  const email = newEmail();
  await page.goto("/signup");
  await page.getByLabel("Name").fill("Test Person");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();

  await expect(page).toHaveURL("/verify");
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" }));
  const field = page.getByLabel("Code");
  await expect(page.getByText(email)).toBeVisible();
  await expect(field).toBeFocused();
  await expect(page.getByRole("button", { name: /^Resend in \d+ s$/ })).toBeDisabled();
  await field.fill(wrong(code));
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await page.reload(); // the pending code survives a reload
  await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`); // with a space, as an email may show it

  await expect(page).toHaveURL(/\/[a-z0-9-]+\/est_\w+\/onboarding$/);
  await page.getByRole("link", { name: "Dashboard", exact: true }).click();
  await expect(page).toHaveURL(/\/[a-z0-9-]+\/est_\w+$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("No repository connected")).toBeVisible();
  const estate = page.url();

  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto(estate);
  await expect(page).toHaveURL(/\/login\?returnUrl=/);

  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText(/password/i);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(estate);
});

test("sign-up does not reveal a taken address, and its owner gets an email", async ({ page, owner, stack }) => {
  await page.goto("/signup");
  await page.getByLabel("Name").fill("Somebody Else");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Enter the code" })).toBeVisible();
  expect((await stack.mail.waitFor({ to: owner.email, kind: "account_exists" })).text).not.toMatch(/\b\d{6}\b/);
  await page.getByRole("link", { name: "Use another email" }).click();
  await expect(page.getByRole("heading", { name: "Sign up" })).toBeVisible();
  await page.goto("/verify");
  await expect(page.getByRole("heading", { name: "No code to enter" })).toBeVisible();
});

test("a server error shows at its field until the field is changed", async ({ page }) => {
  await page.goto("/signup");
  const [name, email, create] = [page.getByLabel("Name"), page.getByLabel("Email"), page.getByRole("button", { name: "Create account" })];
  // An address and a name that the browser accepts and the server rejects.
  await name.fill("   ");
  await email.fill(`${"a".repeat(65)}@steward.localhost`);
  await page.getByLabel("Password").fill(PASSWORD);
  await create.click();
  await expect(email).toHaveAccessibleDescription("Enter a valid email address.");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Password")).not.toHaveAttribute("aria-invalid");

  await email.fill(newEmail());
  await expect(email).not.toHaveAttribute("aria-invalid");
  await create.click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/.+/);
  await expect(email).not.toHaveAttribute("aria-invalid");
});

test("a code from an email signs in and returns to the requested page", async ({ page, owner, stack }) => {
  const path = `${owner.home}/builds`;
  await page.goto(path);
  await page.getByRole("button", { name: "Email me a code" }).click();
  await expect(page.getByLabel("Email")).toBeFocused(); // an email needs an address
  await page.getByLabel("Email").fill(owner.email);
  await page.getByRole("button", { name: "Email me a code" }).click();
  const code = codeIn(await stack.mail.waitFor({ to: owner.email, kind: "sign_in_code" }));
  const field = page.getByLabel("Code");
  await field.fill(wrong(code));
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill(code);
  await expect(page).toHaveURL(path);
});

test("the sixth digit submits a code, once, and a corrected digit submits again", async ({ page, owner, stack }) => {
  await page.goto("/login");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByRole("button", { name: "Email me a code" }).click();
  const code = codeIn(await stack.mail.waitFor({ to: owner.email, kind: "sign_in_code" }));
  const sent: string[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api/auth/signin/code/verify", async (route) => {
    sent.push((route.request().postDataJSON() as { code: string }).code);
    if (sent.length > 1) await released;
    await route.continue();
  });
  const field = page.getByLabel("Code");
  const last = wrong(code).slice(-1);
  await field.pressSequentially(wrong(code).slice(0, -1));
  await expect(field).toHaveValue(wrong(code).slice(0, -1));
  expect(sent).toEqual([]);
  await field.press(last);
  await expect(field).toHaveAttribute("aria-invalid", "true");
  expect(sent).toEqual([wrong(code)]);

  await field.press("Backspace");
  await expect(field).not.toHaveAttribute("aria-invalid");
  await field.press(last); // a code that was refused is not sent again
  await expect(field).toHaveValue(wrong(code));
  await field.fill(code);
  await expect.poll(() => sent.length).toBe(2);
  await field.press("Enter");
  release();
  await expect(page.getByRole("heading", { level: 1, name: owner.estateName })).toBeVisible();
  expect(sent).toEqual([wrong(code), code]);
});

test("a link from an email signs in once, on a click", async ({ page, owner, stack, browser, baseURL }) => {
  await page.goto(`/login?${new URLSearchParams({ returnUrl: `${owner.home}/builds` })}`);
  await page.getByLabel("Email").fill(owner.email);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: owner.email })).toBeVisible();
  const { pathname, hash } = linkIn(await stack.mail.waitFor({ to: owner.email, kind: "sign_in_link" }), "/verify");
  const link = pathname + hash;

  const other = await browser.newPage({ baseURL: baseURL ?? "" });
  await other.goto(link);
  await expect(other.getByRole("button", { name: "Sign in" })).toBeFocused();
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${owner.home}/builds`);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("alert")).toContainText("This link is no longer valid");
  await other.getByRole("link", { name: "Request a new link" }).click();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await other.close();
});

test("a link from another browser names the account and asks before it signs in", async ({ page, owner, stack, browser, baseURL }) => {
  await page.goto("/login");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByRole("button", { name: "Email me a link" }).click();
  const { pathname, hash } = linkIn(await stack.mail.waitFor({ to: owner.email, kind: "sign_in_link" }), "/verify");

  const other = await browser.newPage({ baseURL: baseURL ?? "" });
  await other.goto(pathname + hash);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("heading", { name: "Is this your account?" })).toBeVisible();
  await expect(other.getByText(`It signs you in as ${owner.email}.`)).toBeVisible();
  await other.getByRole("link", { name: "Do not sign in" }).click();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await other.goto("/");
  await expect(other).toHaveURL(/\/login/);

  await other.goto(pathname + hash);
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByRole("button", { name: `Sign in as ${owner.email}` }).click();
  await expect(other.getByRole("heading", { level: 1, name: owner.estateName })).toBeVisible();
  await other.close();
});

test("a banned user learns of the ban only with the right password", async ({ page, owner, stack }) => {
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.id).run();
  await page.goto("/login");
  await page.getByLabel("Email").fill(owner.email);
  for (const [password, message] of [["not the password", /password/i], [PASSWORD, "This account is banned"]] as const) {
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText(message);
  }
});

test("a forgotten password is reset by a link from an email", async ({ page, owner, stack }) => {
  await page.goto("/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { name: "Reset your password" })).toBeVisible();
  await page.getByLabel("Email").fill(owner.email);
  await page.getByRole("button", { name: "Send reset link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  const { pathname, hash } = linkIn(await stack.mail.waitFor({ to: owner.email, kind: "reset_password" }), "/reset");
  const link = pathname + hash;

  await page.goto(link);
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(page).toHaveURL(owner.home);
  expect((await owner.session.send("GET", "/api/auth/me")).status).toBe(401);

  await page.goto(link);
  await page.getByLabel("New password").fill("yet another password");
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(page.getByRole("alert")).toContainText("This link is no longer valid");
});

for (const returnUrl of ["//steward.example/", "https://steward.example/", "/\\steward.example"]) {
  test(`${returnUrl} is not a return URL`, async ({ page, owner }) => {
    await page.goto(`/login?${new URLSearchParams({ returnUrl })}`);
    await page.getByLabel("Email").fill(owner.email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(owner.home);
  });
}

test("a page requested without a session opens after sign-in", async ({ page, owner }) => {
  const paths = ["", "/repository", "/builds"].map((path) => `${owner.home}${path}`);
  for (const path of [...paths, `/${owner.slug}`, "/new-organization", "/admin/deliveries", "/device"]) {
    await page.goto(path);
    await expect(page).toHaveURL(`/login?${new URLSearchParams({ returnUrl: path })}`);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  }
});

test("unknown URLs, other organizations' and admin pages are not found", async ({ owner, open, stack }) => {
  const other = await signUp(stack);
  const page = await open(owner);
  const own = owner.home;
  for (const path of [
    "/no-such-page/at/all/here",
    "/no-such-organization",
    other.home,
    `/${other.organizationId}`,
    `/${owner.slug}/${other.estateId}`,
    `${own}/builds/build_01h455vb4pex5vsknk084sn02q`,
    "/admin/deliveries",
    "/invite/no-such-invitation",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  }
  await page.getByRole("link", { name: "Go to your estate" }).click();
  await expect(page).toHaveURL(own);
});
