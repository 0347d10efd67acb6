// Changes of a member's role reach the open pages: what the role no longer allows disappears, open dialogs included, and
// comes back with the role.
import type { Page } from "@playwright/test";
import type { Stack } from "../stack/index.ts";
import { addMember, signUp, type User } from "./support/user.ts";
import { type Build, connect, finished, plain } from "./support/repository.ts";
import { expect, test } from "./support/test.ts";

async function setRole({ session, organizationId }: User, { id }: User, role: string): Promise<void> {
  await session.expect("PATCH", `/api/organizations/${organizationId}/members/${id}`, { role });
}

/** A connected estate with two builds, and a colleague who is an admin. */
async function prepare(stack: Stack, owner: User): Promise<{ colleague: User; build: Build }> {
  const colleague = await signUp(stack, "Second Person");
  await addMember(stack, colleague, owner, "admin");
  const { build } = await connect(stack, owner, plain({}));
  await finished(owner, build);
  return { colleague, build };
}

const live = (page: Page) => expect(page.locator("[data-connection=live]:visible")).toBeVisible();

/** The pages of an admin, with the controls that a viewer does not have. */
function controls({ home, slug }: User, { id }: Build): [path: string, names: (string | RegExp)[]][] {
  return [
    [home, ["Start build"]],
    [`${home}/builds`, ["Start build"]],
    [`${home}/builds/${id}`, [/^Rebuild/]],
    [`${home}/repository`, ["Change repository", "Disconnect"]],
    [`/${slug}/estates`, ["Create estate"]],
    [`/${slug}/team`, ["Invite members", /^Actions for/]],
    [`/${slug}/settings`, ["Save changes"]],
    [`/${slug}/settings/estates`, ["Create estate", /^Rename/]],
    [`/${slug}/keys`, ["Create API key"]],
  ];
}

test("what a role no longer allows disappears from every page, and comes back", async ({ stack, owner, open }) => {
  const { colleague, build } = await prepare(stack, owner);
  await addMember(stack, await signUp(stack, "Third Person"), owner, "viewer");
  for (const [path, names] of controls(owner, build)) {
    const page = await open(colleague, path);
    await live(page);
    for (const name of names) await expect(page.getByRole("button", { name }).first(), `${name} at ${path}`).toBeVisible();
    await setRole(owner, colleague, "viewer");
    for (const name of names) await expect(page.getByRole("button", { name }), `${name} at ${path}`).toHaveCount(0);
    await setRole(owner, colleague, "admin");
    for (const name of names) await expect(page.getByRole("button", { name }).first(), `${name} at ${path}`).toBeVisible();
    await page.context().close();
  }
});

test("pages and dialogs that a role no longer allows close", async ({ stack, owner, open }) => {
  const { colleague } = await prepare(stack, owner);
  const onboarding = await open(colleague, `${owner.home}/onboarding`);
  const keys = await open(colleague, `/${owner.slug}/keys`);
  const audit = await open(colleague, `/${owner.slug}/audit`);
  const builds = await open(colleague, `${owner.home}/builds`);
  for (const page of [onboarding, keys, audit, builds]) await live(page);
  await builds.getByRole("button", { name: "Start build" }).click();
  await expect(builds.getByRole("dialog", { name: "Start build" })).toBeVisible();
  await expect(audit.getByRole("main").getByRole("listitem").first()).toBeVisible();
  await setRole(owner, colleague, "viewer");
  await expect(builds.getByRole("dialog")).toHaveCount(0);
  await expect(onboarding).toHaveURL(owner.home);
  for (const page of [keys, audit]) {
    await expect(page.getByText("You don't have access to this page")).toBeVisible();
    await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(0);
  }
  await expect(builds.getByRole("navigation").first().getByRole("link", { name: "API keys" })).toHaveCount(0);
});

test("a removed member leaves every page of the organization", async ({ stack, owner, open }) => {
  const { colleague, build } = await prepare(stack, owner);
  const pages: Page[] = [];
  for (const path of [owner.home, `${owner.home}/builds/${build.id}`, `/${owner.slug}/settings`]) pages.push(await open(colleague, path));
  for (const page of pages) await live(page);
  await owner.session.send("DELETE", `/api/organizations/${owner.organizationId}/members/${colleague.id}`);
  for (const page of pages) {
    await expect(page).toHaveURL(colleague.home);
    await expect(page.getByText(`You're no longer a member of ${owner.organizationName}`)).toBeVisible();
  }
});
