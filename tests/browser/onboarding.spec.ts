// Sign-up leads to the onboarding, whose steps complete by themselves. The dashboard links to it until it is completed or
// dismissed.
import type { Page } from "@playwright/test";
import { codeIn } from "../providers/mail/index.ts";
import { addMember, newEmail, PASSWORD, signUp, type User } from "./support/user.ts";
import { connect, plain } from "./support/repository.ts";
import { look } from "./support/look.ts";
import { expect, test } from "./support/test.ts";

const STEPS = ["confirm_name", "connect_repository", "first_build", "invite_team"];

const card = (page: Page) => page.getByRole("region", { name: "Getting started" });
const invite = ({ session, organizationId }: User) => session.expect("POST", `/api/organizations/${organizationId}/invitations`, { email: newEmail(), role: "viewer" });

/** Expects these steps, and no others, to be done. */
async function expectDone(page: Page, ...ids: string[]): Promise<void> {
  for (const id of STEPS) await expect(page.locator(`[data-step=${id}]`).getByRole("heading", { name: "(done)" }), id).toHaveCount(ids.includes(id) ? 1 : 0);
}

test("sign-up leads to the onboarding, which can be left and reopened", async ({ page, stack }) => {
  const email = newEmail();
  await page.goto("/signup");
  await page.getByLabel("Name").fill("Test Person");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Code").fill(codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" })));

  await expect(page).toHaveURL(/\/[a-z0-9-]+\/est_\w+\/onboarding$/);
  await expect(page.getByRole("heading", { level: 1, name: "Getting started" })).toBeVisible();
  await expectDone(page);
  const steps = page.url();
  await page.getByRole("link", { name: "Go to dashboard" }).click();
  await expect(page).toHaveURL(steps.replace("/onboarding", ""));
  await expect(card(page)).toContainText("Getting started: 0 of 4");
  await card(page).getByRole("link", { name: "Continue" }).click();
  await expect(page).toHaveURL(steps);

  const name = page.getByLabel("Organization name");
  await expect(name).toHaveValue(/Test Person/);
  await name.fill("   ");
  await page.getByRole("button", { name: "Confirm name" }).click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expectDone(page);
  await name.fill("Acme");
  await page.getByRole("button", { name: "Confirm name" }).click();
  await expectDone(page, "confirm_name");
  await expect(page.getByRole("button", { name: "Switch organization or estate" })).toContainText("Acme");
  await page.reload();
  await expectDone(page, "confirm_name");
  await expect(page.locator("[data-step=confirm_name]")).toContainText("Acme");
});

test("an invited user starts at the organization's dashboard", async ({ page, owner, stack }) => {
  const { url } = (await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/invitations`, { role: "owner" })) as { url: string };
  const email = newEmail();
  await page.goto(`/signup?invitation=${new URL(url).pathname.split("/")[2]}`);
  await page.getByLabel("Name").fill("Test Person");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Code").fill(codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" })));
  await expect(page).toHaveURL(owner.home);
});

test("steps complete in every open page, until all are done", async ({ owner, open, stack }) => {
  const page = await open(owner, `${owner.home}/onboarding`);
  const dashboard = await open(owner, owner.home);
  await expectDone(page);
  await expect(card(dashboard)).toContainText("0 of 4");
  await invite(owner);
  await expectDone(page, "invite_team");
  await expect(card(dashboard)).toContainText("1 of 4");
  await connect(stack, owner, plain({}));
  await expectDone(page, "connect_repository", "first_build", "invite_team");
  await expect(card(dashboard)).toContainText("3 of 4");
  await page.getByRole("button", { name: "Confirm name" }).click();
  await expectDone(page, ...STEPS);
  await expect(page.getByRole("main")).toContainText("You're all set up.");
  await expect(card(dashboard)).toHaveCount(0);
  await page.getByRole("link", { name: "Go to dashboard" }).click();
  await expect(page.getByRole("region", { name: "Build pipeline" })).toBeVisible();
  await expect(card(page)).toHaveCount(0);
});

test("inviting can be skipped when it is the last step", async ({ owner, open, stack }) => {
  const page = await open(owner, `${owner.home}/onboarding`);
  await expect(page.getByRole("link", { name: "Invite members" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Skip" })).toHaveCount(0);
  await connect(stack, owner, plain({}));
  await expectDone(page, "connect_repository", "first_build");
  await page.getByRole("button", { name: "Confirm name" }).click();
  await page.getByRole("button", { name: "Skip" }).click();
  await expect(page.getByRole("button", { name: "Skip" })).toHaveCount(0);
  await page.getByRole("link", { name: "Go to dashboard" }).click();
  await expect(page.getByRole("region", { name: "Build pipeline" })).toBeVisible();
  await expect(card(page)).toHaveCount(0);
});

test("a dismissed card stays hidden", async ({ owner, open }) => {
  const [page, other] = [await open(owner, owner.home), await open(owner, owner.home)];
  await expect(card(other)).toBeVisible();
  await card(page).getByRole("button", { name: "Dismiss getting started" }).click();
  for (const each of [page, other]) await expect(card(each)).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("No builds yet")).toBeVisible();
  await expect(card(page)).toHaveCount(0);
});

test("the onboarding page dismisses it as well", async ({ owner, open }) => {
  const page = await open(owner, `${owner.home}/onboarding`);
  await page.getByRole("button", { name: "Don't show this again" }).click();
  await expect(page).toHaveURL(owner.home);
  await expect(page.getByText("No builds yet")).toBeVisible();
  await expect(card(page)).toHaveCount(0);
});

test("another estate of the organization asks only for a repository, and lists those that the GitHub App can read", async ({ owner, open, stack }) => {
  const { repository } = await connect(stack, owner, plain({}));
  const page = await open(owner, owner.home);
  await card(page).getByRole("button", { name: "Dismiss getting started" }).click();
  const { id } = (await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Shop" })) as { id: string };
  await page.goto(`/${owner.slug}/${id}`);
  await expect(card(page)).toContainText("Getting started: 0 of 2");
  await card(page).getByRole("link", { name: "Continue" }).click();
  await expect(page.getByRole("list", { name: "Steps" }).getByRole("heading")).toHaveText(["Connect a repository", "Complete the first build"]);
  await page.getByRole("link", { name: "Choose repository" }).click();
  await expect(page.getByRole("list", { name: "Repositories" }).getByRole("button")).toHaveText(new RegExp(`${repository.owner}/settings`));
  await expect(page.getByRole("button", { name: "Install on GitHub" })).toHaveCount(0);
});

test("a second admin is not asked for what the organization has", async ({ owner, open, stack }) => {
  await owner.session.expect("POST", `/api/estates/${owner.estateId}/onboarding`, { step: "confirm_name" });
  const admin = await signUp(stack);
  await addMember(stack, admin, owner, "admin");
  const page = await open(admin, owner.home);
  await expect(card(page)).toContainText("Getting started: 2 of 4");
  await card(page).getByRole("link", { name: "Continue" }).click();
  await expectDone(page, "confirm_name", "invite_team");
  await expect(page.getByLabel("Organization name")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Invite members" })).toHaveCount(0);
});

test("users who cannot do the steps do not see them", async ({ owner, open, stack }) => {
  const member = await signUp(stack);
  await addMember(stack, member, owner);
  const page = await open(member, `${owner.home}/onboarding`);
  await expect(page).toHaveURL(owner.home);
  await expect(page.getByText("No builds yet")).toBeVisible();
  await expect(card(page)).toHaveCount(0);
});

test("wide and narrow, light and dark, it fits without a serious finding of axe", async ({ owner, open }) => {
  const page = await open(owner, owner.home);
  await expect(card(page)).toBeVisible();
  await look(page);
  await card(page).getByRole("link", { name: "Continue" }).click();
  await expect(page.getByLabel("Organization name")).toBeVisible();
  await look(page);
  await page.getByRole("button", { name: "Confirm name" }).click();
  await expectDone(page, "confirm_name");
  await look(page);
});
