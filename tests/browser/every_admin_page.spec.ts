// Every page of the platform's administration, as every_page.spec.ts looks at the others. The lists show what is there of
// all tenants, so these tests have a stack of their own.
import { grantAdmin } from "./support/user.ts";
import { addUndecodableMessage } from "./support/undecodable.ts";
import { connect, finished, plain } from "./support/repository.ts";
import { look } from "./support/look.ts";
import { expect, test } from "./support/test.ts";

test.describe.configure({ timeout: 240_000 });
test.use({ deviceScaleFactor: 0.5, runnerCapacity: 2 });

test("platform administration and audit log", async ({ owner, open, stack }) => {
  await grantAdmin(stack, owner);
  const { build } = await connect(stack, owner, plain({}));
  await finished(owner, build);
  await addUndecodableMessage(stack, '{"unknown": true}');
  const page = await open(owner, "/admin");
  for (const [name, path, heading] of [
    ["admin-users", "/admin/users", "Users"],
    ["admin-user", `/admin/users/${owner.id}`, owner.name],
    ["admin-waitlist", "/admin/waitlist", "Waitlist"],
    ["admin-sign-up", "/admin/sign-up", "Allowed to sign up"],
    ["admin-organizations", "/admin/organizations", "Organizations"],
    ["admin-estates", "/admin/estates", "Estates"],
    ["admin-builds", "/admin/builds", "All builds"],
    ["admin-deliveries", "/admin/deliveries", "Deliveries"],
    ["admin-undecodable", "/admin/undecodable", "Undecodable messages"],
    ["admin-webhooks", "/admin/webhooks", "Webhooks"],
    ["admin-audit-log", "/admin/audit-log", "Platform audit log"],
    ["admin-sealing", "/admin/sealing", "Sealing keys"],
    ["admin-session", "/admin/session", "Session"],
    ["audit-log", `/${owner.slug}/audit`, "Audit log"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(heading);
    await expect(page.locator(".animate-pulse")).toHaveCount(0);
    await look(page, name);
  }
});
