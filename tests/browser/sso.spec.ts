// Owners connect an identity provider, test the connection and require it; people sign in with it, and members without it are led there.
import { type OidcProvider, startOidcProvider } from "../providers/sso/index.ts";
import { startStack } from "../stack/index.ts";
import { expect, test as base } from "./support/test.ts";

const test = base.extend<object, { provider: OidcProvider }>({
  provider: [
    async ({}, use) => {
      const provider = await startOidcProvider();
      await use(provider);
      await provider.close();
    },
    { scope: "worker" },
  ],
  stack: [
    async ({ provider }, use) => {
      const stack = await startStack({ withoutRunner: true, bindings: { PRIVATE_HOSTS: provider.host } });
      try {
        await use(stack);
      } finally {
        await stack.close();
      }
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

test("an owner connects an identity provider and requires it, and a person signs in with it", async ({ owner, open, page, stack, provider }) => {
  const domain = "sso-in-the-browser.example";
  const domains = `/api/organizations/${owner.organizationId}/domains`;
  const added = (await owner.session.expect("POST", domains, { domain })) as { id: string; record: { name: string; value: string } };
  stack.dns.setTxt(added.record.name, added.record.value);
  await owner.session.expect("POST", `${domains}/${added.id}/verify`);

  const settings = await open(owner, `/${owner.slug}/settings/sso`);
  const redirectUri = await settings.getByLabel("Redirect URI", { exact: true }).inputValue();
  const { id, secret } = provider.register(redirectUri);
  await settings.getByLabel("Issuer").fill("http://127.0.0.1:9");
  await settings.getByLabel("Client id").fill(id);
  await settings.getByLabel("Client secret").fill("wrong");
  await settings.getByRole("button", { name: "Connect" }).click();
  await expect(settings.getByLabel("Issuer")).toHaveAttribute("aria-invalid", "true");
  await settings.getByLabel("Issuer").fill(provider.issuer);
  await settings.getByRole("button", { name: "Connect" }).click();
  await settings.getByRole("button", { name: "Test connection" }).click();
  await expect(settings.getByText("The test found a problem")).toBeVisible();
  await settings.getByLabel("Client secret").fill(secret);
  await settings.getByRole("button", { name: "Map a group" }).click();
  await settings.getByLabel("Group 1", { exact: true }).fill("Engineering");
  await settings.getByRole("button", { name: "Save changes" }).click();
  await expect(settings.getByLabel("Client secret")).toHaveValue("");
  await settings.getByRole("button", { name: "Test connection" }).click();
  await expect(settings.getByText("The identity provider accepts the connection")).toBeVisible();

  const person = { sub: "person-1", email: `ada@${domain}`, name: "Ada Demo", groups: ["Engineering"] };
  provider.add(person);
  await page.goto("/login");
  await page.getByRole("link", { name: "Single sign-on" }).click();
  await page.getByLabel("Work email").fill("nobody@elsewhere.example");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("There is no single sign-on for this address")).toBeVisible();
  await page.getByLabel("Work email").fill(person.email);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1, name: owner.estateName })).toBeVisible();

  // required: the session of the same person that another way has started is led to the provider
  const required = settings.locator("section").filter({ has: settings.getByRole("heading", { name: "Require single sign-on" }) });
  await required.getByRole("checkbox").first().check();
  await required.getByRole("button", { name: "Require single sign-on" }).click();
  await expect(required.getByText("have needed single sign-on since")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: owner.estateName })).toBeVisible();
  await stack.db.prepare("UPDATE session SET sso_connection_id = NULL WHERE user_id = (SELECT id FROM user WHERE email = ?1)").bind(person.email).run();
  await page.goto(`/${owner.slug}/team`);
  const banner = page.getByRole("complementary", { name: "Single sign-on" });
  await banner.getByRole("link", { name: "Sign in with single sign-on" }).click();
  await expect(page.getByLabel("Work email")).toHaveValue(person.email);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(`/${owner.slug}/team`);
  await expect(banner).toHaveCount(0);

  await settings.getByRole("button", { name: "Create token" }).click();
  await expect(settings.getByLabel("Token", { exact: true })).toHaveValue(/^steward_scim_[\w-]{43}$/);
});
