// Every page, light and dark, wide and 360 px narrow: no horizontal scrolling, no finding of axe, and at four widths the
// same look as in screenshots/.
// support/test.ts fails every test whose pages violate the content security policy.
import type { Stack } from "../stack/index.ts";
import type { Gates } from "./support/gates.ts";
import { grantAdmin, signUp, type User } from "./support/user.ts";
import { type Build, connect, finished, newRepository, plain } from "./support/repository.ts";
import { expectNoViolation, look, NARROW, WIDE } from "./support/look.ts";
import { expect, test } from "./support/test.ts";

test.describe.configure({ mode: "parallel", timeout: 240_000 });
// Screenshots of half the size show as well what has moved.
test.use({ deviceScaleFactor: 0.5 });

test("signed-out pages", async ({ page, owner }) => {
  const { url } = (await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/invitations`, { role: "viewer" })) as { url: string };
  const { pathname } = new URL(url);
  const pages = {
    "sign-in": "/login",
    "sign-in-after-end": "/login?ended=true",
    "sign-in-account-exists": "/login?problem=account_exists",
    "sign-up": "/signup",
    "sign-up-with-invitation": `/signup?invitation=${pathname.split("/")[2]}`,
    verify: "/verify",
    "verify-by-link": "/verify#token=none",
    "single-sign-on": "/sso",
    "single-sign-on-refused": "/sso?problem=sso_refused&reason=login_required",
    reset: "/reset",
    "reset-by-link": "/reset#token=none",
    "second-factor-expired": "/second-factor",
    "not-me": "/not-me",
    "not-me-by-link": "/not-me#token=none",
    invitation: pathname,
    "not-found-signed-out": "/no-such-page/at/all/here",
  };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await look(page, name);
  }
  await page.goto("/verify#token=none");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await look(page, "verify-invalid-link");
  await page.goto("/login");
  await page.getByLabel("Email").fill("nobody@steward.localhost");
  await page.getByLabel("Password").fill("whatever it is");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await look(page, "sign-in-refused");
  await page.getByRole("button", { name: "Email me a code" }).click();
  await page.getByLabel("Code").fill("000000");
  await expect(page.getByLabel("Code")).toHaveAttribute("aria-invalid", "true");
  await look(page, "sign-in-wrong-code");
  await page.goto("/reset");
  await page.getByLabel("Email").fill("nobody@steward.localhost");
  await page.getByRole("button", { name: "Send reset link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await look(page, "reset-sent");
});

test("devices, invitations and session banners", async ({ owner, open, stack }) => {
  const other = await signUp(stack, "A Person With a Name That Is Rather Long for a Banner");
  const { url } = (await other.session.expect("POST", `/api/organizations/${other.organizationId}/invitations`, { role: "viewer" })) as { url: string };
  const grant = await fetch(`${stack.url}/api/auth/device/code`, { method: "POST", body: new URLSearchParams({ client_id: "steward-cli" }) });
  const { user_code: userCode } = (await grant.json()) as { user_code: string };
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(other.id).run();
  await grantAdmin(stack, owner);
  const { url: joinUrl } = (await other.session.expect("PUT", `/api/organizations/${other.organizationId}/join-link`)) as { url: string };
  const asking = await open(owner, new URL(joinUrl).pathname);
  await expect(asking.getByRole("heading", { level: 1, name: `Ask to join ${other.organizationName}` })).toBeVisible();
  await look(asking, "join");
  await asking.goto("/authorize?request=Y2xpZW50X2lkPW9hYw");
  await expect(asking.getByRole("heading", { level: 1, name: "This request can't be answered" })).toBeVisible();
  await look(asking, "authorize-invalid");
  await owner.session.expect("POST", `/api/admin/users/${other.id}/impersonate`, { reason: "Support" });
  const page = await open(owner, "/device");
  for (const [name, path, heading] of [
    ["device", "/device", "Authorize a device"],
    ["device-unknown-code", "/device?user_code=ZZZZ-0000", "Authorize a device"],
    ["device-confirm", `/device?user_code=${userCode}`, "Authorize a device"],
    ["invitation-signed-in", new URL(url).pathname, `Join ${other.organizationName}`],
    ["dashboard-impersonated", other.home, other.estateName],
    ["new-organization-impersonated", "/new-organization", "Create organization"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: heading, exact: true })).toBeVisible();
    await expect(page.getByRole("complementary", { name: "Impersonation" })).toBeVisible();
    await look(page, name);
  }
});

test("an estate without a repository", async ({ owner, open, stack }) => {
  await newRepository(stack, plain({}));
  const estate = owner.home;
  const page = await open(owner, estate);
  await expect(page.getByText("No builds yet")).toBeVisible();
  await look(page, "dashboard-empty");
  for (const [name, path, heading] of [
    ["repository-not-connected", `${estate}/repository?error=EXTERNAL_API_ERROR`, "Repository"],
    ["onboarding", `${estate}/onboarding`, "Getting started"],
    ["builds-empty", `${estate}/builds`, "Builds"],
    ["new-organization", "/new-organization", "Create organization"],
    ["not-found", "/no-such-page", "Page not found"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page.locator("[aria-hidden] .animate-pulse")).toHaveCount(0);
    await look(page, name);
  }
});

test("builds of every status", async ({ owner, open, stack, gates }) => {
  await grantAdmin(stack, owner);
  const builds = await everyKindOfBuild(stack, owner, gates);
  const estate = owner.home;
  const page = await open(owner, estate);
  await expect(page.locator("[data-build]")).toHaveCount(4);
  await look(page, "dashboard");
  const pages = { builds: `${estate}/builds`, repository: `${estate}/repository`, estates: `/${owner.slug}/estates`, members: `/${owner.slug}/team` };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path);
    await expect(page.getByRole("main").getByRole("listitem").or(page.getByRole("term")).first()).toBeVisible();
    await look(page, name);
  }
  // deliveries of other tests are in the list, too
  await page.goto("/admin/deliveries");
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
  await look(page);
  for (const [index, { id, number }] of builds.entries()) {
    await page.goto(`${estate}/builds/${id}`);
    const log = page.getByRole("region", { name: "Build log" });
    const isQueued = number === builds.length;
    await expect(isQueued ? log.getByText("The log appears here once the build starts.") : log.getByRole("link", { name: /^Line \d+$/ }).nth(2)).toBeVisible();
    await look(page, `build-${["complete", "failed", "in-progress", "queued"][index]}`);
  }
  await page.setViewportSize(NARROW);
  await page.getByRole("button", { name: "Details" }).click();
  await expectNoViolation(page);
  await page.setViewportSize(WIDE);
  for (const tab of ["files", "configuration"]) {
    await page.goto(`${estate}/builds/${builds[0]?.id}?tab=${tab}`);
    await expect(page.getByRole("tabpanel").getByText(/steward\.config|JSON, /).first()).toBeVisible();
    await look(page, `build-${tab}`);
  }
});

test("user settings and organization", async ({ owner, open }) => {
  const page = await open(owner, "/user-settings");
  for (const [name, path, heading] of [
    ["user-settings", "/user-settings", "Your settings"],
    ["user-settings-sign-in", "/user-settings/sign-in", "Your settings"],
    ["user-settings-sessions", "/user-settings/sessions", "Your settings"],
    ["user-settings-data", "/user-settings/data", "Your settings"],
    ["estates-one", `/${owner.slug}/estates`, "Estates"],
    ["settings", `/${owner.slug}/settings`, "Settings"],
    ["settings-estates", `/${owner.slug}/settings/estates`, "Settings"],
    ["settings-domains", `/${owner.slug}/settings/domains`, "Settings"],
    ["settings-sso", `/${owner.slug}/settings/sso`, "Settings"],
    ["settings-apps", `/${owner.slug}/settings/apps`, "Settings"],
    ["settings-danger-zone", `/${owner.slug}/settings/danger-zone`, "Settings"],
    ["members-one", `/${owner.slug}/team`, "Members"],
    ["teams", `/${owner.slug}/teams`, "Teams"],
    ["roles", `/${owner.slug}/roles`, "Roles"],
    ["api-keys", `/${owner.slug}/keys`, "API keys"],
    ["service-accounts", `/${owner.slug}/service-accounts`, "Service accounts"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: heading, exact: true })).toBeVisible();
    await expect(page.locator(".animate-pulse")).toHaveCount(0);
    await look(page, name);
  }
});

test("a list of invitations", async ({ owner, open }) => {
  const page = await open(owner, `/${owner.slug}/team`);
  await page.getByRole("button", { name: "Invite a list" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Email addresses")).toBeVisible();
  await look(page, "invite-list");
  await dialog.getByLabel("Email addresses").fill(`Ada <ada@example.com>\nnobody`);
  await dialog.getByRole("button", { name: "Send invitations" }).click();
  await expect(dialog.getByRole("list", { name: "Results" })).toBeVisible();
  await look(page, "invite-list-results");
});

test("menus and dialogs", async ({ owner, open, stack }) => {
  const { repository, build } = await connect(stack, owner, plain({}));
  await finished(owner, build);
  const page = await open(owner, `${owner.home}/repository`);
  await expect(page.getByRole("link", { name: repository.owner })).toBeVisible();
  await page.getByRole("button", { name: "Change repository" }).click();
  await page.getByRole("list", { name: "Repositories" }).getByRole("button").first().click();
  await expect(page.getByRole("combobox", { name: "Branch" })).toBeEnabled();
  await look(page, "repository-change");
  await page.getByRole("button", { name: "Keep current repository" }).click();
  await page.getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await look(page, "repository-disconnect");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Switch organization or estate" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await look(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Open user menu" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectNoViolation(page);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Builds" }).click();
  await page.getByRole("button", { name: "Start build" }).click();
  await page.getByRole("radio", { name: /^Commit/ }).click();
  await look(page, "start-build");
  await page.keyboard.press("Escape");
  await page.setViewportSize(NARROW);
  await page.getByRole("button", { name: "Open navigation" }).click();
  await expect(page.getByRole("dialog", { name: "Navigation" })).toBeVisible();
  await expectNoViolation(page);
});

/** Creates a complete, a failed, a running and a queued build, in this order, and a dead delivery. */
async function everyKindOfBuild(stack: Stack, owner: User, gates: Gates): Promise<Build[]> {
  const { repository, build } = await connect(stack, owner, plain({ greeting: "hello", rules: ["a rule"] }));
  await owner.session.expect("PATCH", `/api/estates/${owner.estateId}`, { cancelSupersededBuilds: false });
  const gated = gates.build({ gates: 2, linesPerGate: 40 }, {});
  const failing = { "steward.config.mjs": `throw new Error("${"a reason that needs room ".repeat(8)}");` };
  const long = "Say in one very long subject line what this commit changes, why it does, and what is left to do afterwards";
  const builds = [build];
  for (const [files, message] of [[failing, long], [gated.files, "Wait"], [plain({}), "Come next\n\nWith a body of its own."]] as const) {
    const { deliveries } = await stack.github.commit(repository, { files, message });
    const [answer] = await deliveries;
    const { builds: ids } = JSON.parse(answer?.response.body ?? "") as { builds: string[] };
    builds.push({ id: ids[0] ?? "", number: builds.length + 1, status: "queued" });
  }
  gated.openUpTo(1);
  await expect
    .poll(async () => {
      const { items } = (await owner.session.expect("GET", `/api/estates/${owner.estateId}/builds`)) as { items: (Build & { logLineCount: number })[] };
      return items.map(({ status }) => status);
    })
    .toEqual(["queued", "in_progress", "failed", "complete"]);
  await stack.db
    .prepare(
      `INSERT INTO outbox_delivery (event_id, consumer, status, attempts, last_error, due_at, created_at, updated_at)
       SELECT id, 'nobody', 'dead', 6, 'an error message that is long enough to need more than one line in the list', 1, 1, 1
       FROM outbox_event WHERE organization_id = ?1 LIMIT 1`,
    )
    .bind(owner.organizationId)
    .run();
  return builds;
}
