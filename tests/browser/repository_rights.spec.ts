// A member authorizes the GitHub App with their own account, sees only the repositories that the account can write to, and connects one.
// When nobody has rights there any more, the repository page says so, and somebody with rights confirms it.
import { installApp } from "../stack/development/seed.ts";
import { look } from "./support/look.ts";
import { connect, finished, fullName, newRepository, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";
import { addMember, signUp } from "./support/user.ts";

const AUTHORIZE = { name: "Authorize on GitHub" };

test("a member authorizes GitHub and connects a repository that their account can write to", async ({ stack, owner, open }) => {
  const hidden = await newRepository(stack, plain({ hidden: true }));
  await installApp(owner.estateId, owner.session, hidden.owner);
  const { login } = stack.github.addUser({ login: `member-${owner.estateId.slice(-8)}`, email: `${owner.estateId.slice(-8)}@acme.example` });
  const writable = await stack.github.createRepository({ owner: hidden.owner, name: "writable", private: true, files: plain({ greeting: "hello" }), people: { [login]: "write" } });
  await stack.github.createRepository({ owner: hidden.owner, name: "readable", private: true, files: plain({}), people: { [login]: "read" } });
  const member = await signUp(stack, "Second Person");
  await addMember(stack, member, owner);

  const page = await open(member, `${owner.home}/repository`);
  await expect(page.getByText("Authorize the GitHub App")).toBeVisible();
  await look(page);
  await page.getByRole("button", AUTHORIZE).click();
  await page.getByRole("button", { name: login }).click();
  await expect(page).toHaveURL(`${owner.home}/repository`);
  const repositories = page.getByRole("list", { name: "Repositories" }).getByRole("button");
  await expect(repositories).toHaveCount(1);
  await repositories.filter({ hasText: fullName(writable) }).click();
  await page.getByRole("button", { name: "Connect and build" }).click();
  await expect(page).toHaveURL(/\/builds\/build_\w+$/);
  await expect(page.locator("h1 [data-status=complete]")).toBeVisible();
});

test("a repository without anybody who can write to it is confirmed by somebody who can", async ({ stack, owner, open }) => {
  const { repository, build } = await connect(stack, owner, plain({ greeting: "first" }));
  await finished(owner, build);
  const page = await open(owner, `${owner.home}/repository`);
  await expect(page.getByRole("button", { name: "Change repository" })).toBeVisible();
  const { viewer } = stack.github;
  stack.github.setPermission(repository, viewer.login, "read");
  await stack.db.prepare("UPDATE config_source SET check_due_at = 0 WHERE estate_id = ?1").bind(owner.estateId).run();
  await stack.scheduled();
  expect(await owner.session.expect("GET", `/api/estates/${owner.estateId}/repository`)).toMatchObject({ unconfirmedAt: expect.any(String) });

  const notice = page.getByRole("alert").filter({ hasText: "Nobody here can write to this repository anymore" });
  await expect(notice).toBeVisible();
  await look(page);
  await notice.getByRole("button", { name: "Confirm with my GitHub account" }).click();
  await expect(notice).toContainText("Your GitHub account can't write to this repository.");
  stack.github.revokeAuthorization(viewer.login);
  await notice.getByRole("button", { name: "Confirm with my GitHub account" }).click();
  await expect(notice.getByRole("button", AUTHORIZE)).toBeVisible();

  stack.github.setPermission(repository, viewer.login, "admin");
  await notice.getByRole("button", AUTHORIZE).click();
  await page.getByRole("button", { name: new RegExp(`^${viewer.login} `) }).click();
  await expect(page).toHaveURL(`${owner.home}/repository`);
  await notice.getByRole("button", { name: "Confirm with my GitHub account" }).click();
  await expect(page).toHaveURL(/\/builds\/build_\w+$/);
  await expect(page.locator("h1 [data-status=complete]")).toBeVisible();
  await page.getByRole("link", { name: "Repository" }).click();
  await expect(page.getByRole("button", { name: "Change repository" })).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test("a suspended and an uninstalled GitHub App are named on the page, and what to do", async ({ stack, owner, open }) => {
  const { repository, build } = await connect(stack, owner, plain({ greeting: "first" }));
  await finished(owner, build);
  const page = await open(owner, `${owner.home}/repository`);
  await expect(page.getByRole("button", { name: "Change repository" })).toBeVisible();
  const [installation] = stack.github.installations().filter(({ account }) => account === repository.owner);
  const id = installation?.id ?? 0;
  stack.github.suspendInstallation(id, true);
  const suspended = page.getByRole("alert").filter({ hasText: "The GitHub App is suspended" });
  await expect(suspended.getByRole("button", { name: "Open the installation on GitHub" })).toBeEnabled();
  await look(page);
  stack.github.suspendInstallation(id, false);
  await expect(suspended).toHaveCount(0);
  stack.github.removeInstallation(id);
  const removed = page.getByRole("alert").filter({ hasText: "can't read this repository anymore" });
  await expect(removed).toBeVisible();
  await look(page);
  stack.github.addInstallation({ account: repository.owner });
  await expect(removed).toHaveCount(0);

  await page.goto("/api/integrations/github/callback?setup_action=install&installation_id=1&code=0");
  await expect(page.getByRole("status").filter({ hasText: "The GitHub App is installed" })).toBeVisible();
  await page.goto("/api/integrations/github/callback?setup_action=request");
  await expect(page.getByRole("alert").filter({ hasText: "An owner of the GitHub organization must approve" })).toBeVisible();
});
