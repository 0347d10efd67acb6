// Where there is a waitlist, people put their verified address on it, and an administrator lets several of them in, who then sign up.
import { codeIn, linkIn } from "../providers/mail/index.ts";
import { startStack, type Stack } from "../stack/index.ts";
import { collectErrors } from "./support/page_errors.ts";
import { expectNoHorizontalScroll } from "./support/viewport.ts";
import { grantAdmin, newEmail, PASSWORD, randomIpAddress, signUp } from "./support/user.ts";
import { expect, signIn, test as base } from "./support/test.ts";

const test = base.extend<{}, { waiting: Stack }>({
  waiting: [
    async ({}, use) => {
      const stack = await startStack({ withoutRunner: true, bindings: { SIGN_UP_MODE: "waitlist", ADMIN_EMAIL_DOMAINS: "staff.example" } });
      await use(stack);
      await stack.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

test("people wait, are let in together, and sign up", async ({ browser, waiting }) => {
  const open = async () => {
    const context = await browser.newContext({ baseURL: waiting.url, extraHTTPHeaders: randomIpAddress() });
    return { context, problems: await collectErrors(context), page: await context.newPage() };
  };
  const { context, problems, page } = await open();
  const emails = [newEmail(), newEmail()];
  for (const email of emails) {
    await page.goto("/signup");
    await expect(page.getByText("There is a waitlist")).toBeVisible();
    await page.getByLabel("Name").fill(`Person ${email.slice(0, 4)}`);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByLabel("Code").fill(codeIn(await waiting.mail.waitFor({ to: email, kind: "sign_up_code" })));
    await expect(page.getByRole("heading", { name: "You're on the waitlist" })).toBeVisible();
    await page.getByRole("link", { name: "Back to sign-in" }).click();
    await expect(page).toHaveURL("/login");
  }

  const administrator = await signUp(waiting, "Administrator", `${newEmail().split("@")[0]}@staff.example`);
  await grantAdmin(waiting, administrator);
  const admin = await open();
  await signIn(admin.context, administrator);
  await admin.page.goto("/admin/waitlist");
  const rows = admin.page.getByRole("list", { name: "Waitlist" }).getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await admin.page.getByLabel("Search by name or address").fill(emails[1] ?? "");
  await expect(rows).toHaveCount(1);
  await admin.page.getByLabel("Search by name or address").fill("");
  await expect(rows).toHaveCount(2);
  await admin.page.getByLabel("Select all").click();
  await expectNoHorizontalScroll(admin.page);
  await admin.page.getByRole("button", { name: "Let 2 people in" }).click();
  await admin.page.getByRole("alertdialog").getByRole("button", { name: "Let in" }).click();
  await expect(admin.page.getByText("Nobody is waiting")).toBeVisible();
  await admin.page.goto("/admin/waitlist?accepted=true");
  await expect(rows).toHaveCount(2);

  const [email = ""] = emails;
  const accepted = await waiting.mail.waitFor({ to: email, kind: "waitlist_accepted" });
  await page.goto(linkIn(accepted, "/signup").href);
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await page.getByLabel("Name").fill("Test Person");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Code").fill(codeIn(await waiting.mail.waitFor({ to: email, kind: "sign_up_code", after: accepted })));
  await expect(page).not.toHaveURL("/verify");
  await admin.page.reload();
  await expect(rows).toHaveCount(1);

  await admin.page.goto("/admin/sign-up");
  await admin.page.getByRole("textbox", { name: "Address or domain" }).fill("not a domain");
  await admin.page.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(admin.page.getByRole("textbox", { name: "Address or domain" })).toHaveAttribute("aria-invalid", "true");
  await admin.page.getByRole("textbox", { name: "Address or domain" }).fill("partner.example");
  await admin.page.getByRole("button", { name: "Allow", exact: true }).click();
  const allowed = admin.page.getByRole("list", { name: "Allowed to sign up" }).getByRole("listitem");
  await expect(allowed).toContainText(["partner.example"]);
  await allowed.getByRole("button", { name: "Remove" }).click();
  await admin.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(admin.page.getByText("No addresses or domains")).toBeVisible();
  await context.close();
  await admin.context.close();
  expect([...problems, ...admin.problems]).toEqual([]);
});
