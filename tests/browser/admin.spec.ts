// Platform administrators search, ban and impersonate users and see all builds. Others get "not found".
import { expectNoHorizontalScroll } from "./support/viewport.ts";
import { addMember, grantAdmin, PASSWORD, signUp } from "./support/user.ts";
import { connect, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";

test("a user is searched, banned with a reason, and unbanned", async ({ stack, owner, open }) => {
  const other = await signUp(stack, "Second Person");
  await grantAdmin(stack, owner);
  const page = await open(owner, "/admin");
  await expect(page).toHaveURL("/admin/users");
  await page.getByLabel("Search by name or email").fill(other.email);
  const rows = page.getByRole("list", { name: "Users" }).getByRole("listitem");
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/\?q=/);
  await rows.getByRole("link", { name: "Second Person" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Second Person");
  await expect(page.getByRole("list", { name: "Organizations" })).toContainText(other.organizationName);
  await expect(page.getByRole("list", { name: "Sessions" }).getByRole("listitem")).toHaveCount(1);

  await page.getByRole("button", { name: "Ban user" }).click();
  const dialog = page.getByRole("dialog", { name: "Ban Second Person" });
  await dialog.getByLabel("Reason").fill("   ");
  await dialog.getByRole("button", { name: "Ban user" }).click();
  await expect(dialog.getByLabel("Reason")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Reason").fill("A good reason");
  await dialog.getByRole("button", { name: "Ban user" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("alert").filter({ hasText: "Banned permanently" })).toContainText("A good reason");
  await expect(page.getByText("No sessions")).toBeVisible();
  const signIn = () => other.session.send("POST", "/api/auth/signin", { email: other.email, password: PASSWORD });
  expect((await signIn()).status).toBe(403);
  await page.goto("/admin/users?banned=true");
  await expect(page.locator(`[data-user="${other.id}"]`)).toContainText("Banned");
  await page.locator(`[data-user="${other.id}"]`).getByRole("link").click();
  await page.getByRole("button", { name: "Unban user" }).click();
  await expect(page.getByRole("button", { name: "Ban user", exact: true })).toBeVisible();
  expect((await signIn()).status).toBe(200);
  await expectNoHorizontalScroll(page);
});

test("the ban of an only owner names the organizations and asks", async ({ stack, owner, open }) => {
  const other = await signUp(stack, "Second Person");
  const member = await signUp(stack, "Third Person");
  await addMember(stack, member, other);
  await grantAdmin(stack, owner);
  const page = await open(owner, `/admin/users/${other.id}`);
  await page.getByRole("button", { name: "Ban user" }).click();
  const dialog = page.getByRole("dialog", { name: "Ban Second Person" });
  await dialog.getByLabel("Reason").fill("A good reason");
  await dialog.getByRole("button", { name: "Ban user" }).click();
  await expect(dialog.getByRole("alert")).toContainText("only owner");
  await expect(dialog.getByRole("alert").getByRole("listitem")).toHaveText([other.organizationName]);
  expect((await other.session.send("GET", "/api/auth/me")).status).toBe(200);
  await dialog.getByRole("button", { name: "Ban anyway" }).click();
  await expect(dialog).toBeHidden();
  expect((await other.session.send("GET", "/api/auth/me")).status).toBe(401);
});

test("a user is impersonated, the sessions are revoked, and the account is deleted by typing its address", async ({ stack, owner, open }) => {
  const other = await signUp(stack, "Second Person");
  await grantAdmin(stack, owner);
  const page = await open(owner, `/admin/users/${other.id}`);
  await page.getByRole("button", { name: "Impersonate user" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Support request");
  await page.getByRole("dialog").getByRole("button", { name: "Impersonate user" }).click();
  await expect(page).toHaveURL(other.home);
  await page.getByRole("complementary", { name: "Impersonation" }).getByRole("button", { name: "Stop impersonating" }).click();
  await expect(page).toHaveURL("/admin/users");

  await page.goto(`/admin/users/${other.id}`);
  await page.getByRole("button", { name: "Revoke all" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke sessions" }).click();
  await expect(page.getByText("No sessions")).toBeVisible();
  expect((await other.session.send("GET", "/api/auth/me")).status).toBe(401);
  await page.getByRole("button", { name: "Delete user", exact: true }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByRole("button", { name: "Delete user" })).toBeDisabled();
  await question.getByLabel("Email address of the user").fill(other.email);
  await question.getByRole("button", { name: "Delete user" }).click();
  await expect(page).toHaveURL("/admin/users");
  await expect(page.locator(`[data-user="${owner.id}"]`)).toBeVisible();
  await expect(page.locator(`[data-user="${other.id}"]`)).toHaveCount(0);
  await page.goto(`/admin/users/${owner.id}`);
  await expect(page.getByText("You can't act on your own account here.")).toBeVisible();
});

test("a user is made an administrator, and a user again", async ({ stack, owner, open }) => {
  const other = await signUp(stack, "Second Person");
  await grantAdmin(stack, owner);
  const page = await open(owner, `/admin/users/${other.id}`);
  await page.getByRole("button", { name: "Make administrator" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make administrator" }).click();
  await expect(page.getByText("Administrators can't be impersonated, banned or deleted. Make them a user first.")).toBeVisible();
  expect((await other.session.send("GET", "/api/admin/users")).status).toBe(200);
  await page.getByRole("button", { name: "Remove administrator" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove administrator" }).click();
  await expect(page.getByRole("button", { name: "Make administrator" })).toBeVisible();
  expect((await other.session.send("GET", "/api/auth/me")).status).toBe(401);
  await expectNoHorizontalScroll(page);
});

test("organizations, estates and builds are listed, and an estate is rebuilt", async ({ stack, owner, open }) => {
  await grantAdmin(stack, owner);
  const { repository } = await connect(stack, owner, plain({}));
  const page = await open(owner, "/admin/organizations");
  await page.getByLabel("Search by name or slug").fill(owner.slug);
  await expect(page.getByRole("list", { name: "Organizations" }).getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("list", { name: "Organizations" })).toContainText(`/${owner.slug}`);
  await expectNoHorizontalScroll(page);

  await page.goto("/admin/estates");
  const estate = page.locator(`[data-estate="${owner.estateId}"]`);
  await expect(estate).toContainText(repository.owner);
  await expectNoHorizontalScroll(page);
  await estate.getByRole("button", { name: `Rebuild ${owner.estateName}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Start build" }).click();
  await expect(page.getByText(`A build of ${owner.estateName} was started`)).toBeVisible();

  await page.goto("/admin/builds?status=complete");
  const builds = page.getByRole("list", { name: "Builds" }).getByRole("listitem").filter({ hasText: owner.organizationName });
  await expect(builds.first().locator("[data-status=complete]")).toBeVisible();
  await expect(builds.first().getByTitle("Time in the queue", { exact: true })).toHaveText(/^[\d.]+ (ms|s)$/);
  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Cancelled" }).click();
  await expect(page).toHaveURL("/admin/builds?status=cancelled");
  await expect(builds).toHaveCount(0);
  await expectNoHorizontalScroll(page);
});

test("sealing keys and the administrator's own session are shown", async ({ stack, owner, open }) => {
  await grantAdmin(stack, owner);
  const page = await open(owner, "/admin/sealing");
  await expect(page.getByRole("list", { name: "Keys" }).getByRole("listitem").filter({ hasText: "Active" })).toHaveCount(1);
  await expectNoHorizontalScroll(page);
  await page.goto("/admin/session");
  await expect(page.getByRole("main")).toContainText(owner.email);
  await expect(page.getByRole("main")).toContainText(/Chrome on \w+/);
  await expect(page.getByRole("main")).toContainText("development");
  await expectNoHorizontalScroll(page);
});

test("other users get not found", async ({ owner, open }) => {
  const page = await open(owner);
  await expect(page.getByRole("link", { name: "Sealing keys" })).toHaveCount(0);
  for (const path of ["/admin", "/admin/users", `/admin/users/${owner.id}`, "/admin/sealing"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  }
});
