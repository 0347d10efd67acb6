// URLs name an organization by its slug. Its id and former slugs redirect, and open pages follow a changed slug.
import { expect, test } from "./support/test.ts";

test("an id redirects to the slug and keeps the rest of the URL", async ({ owner, open }) => {
  const page = await open(owner, `/${owner.organizationId}/${owner.estateId}/builds?status=failed`);
  await expect(page).toHaveURL(`${owner.home}/builds?status=failed`);
  await page.goto(`/${owner.organizationId}`);
  await expect(page).toHaveURL(owner.home);
});

test("open pages follow a renamed organization, and its former slug redirects", async ({ owner, open }) => {
  const page = await open(owner, `${owner.home}/builds`);
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
  const slug = `${owner.slug}-renamed`.slice(-48).replace(/^-/, "");
  await owner.session.expect("PATCH", `/api/organizations/${owner.organizationId}`, { slug });
  await expect(page).toHaveURL(`/${slug}/${owner.estateId}/builds`);
  await page.goto(`${owner.home}/repository`);
  await expect(page).toHaveURL(`/${slug}/${owner.estateId}/repository`);
});

test("the last visited estate opens again, for thirty days", async ({ owner, open }) => {
  const { id } = (await owner.session.expect("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Second estate" })) as { id: string };
  const page = await open(owner);
  await expect(page).toHaveURL(owner.home); // the default estate
  await page.goto(`/${owner.slug}/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: "Second estate" })).toBeVisible();
  await page.goto("/");
  await expect(page).toHaveURL(`/${owner.slug}/${id}`);
  const cookie = (await page.context().cookies()).find(({ name }) => name === "steward_last_estate");
  expect(cookie).toMatchObject({ value: `${id}.${owner.organizationId}`, path: "/", sameSite: "Lax" });
  const days = ((cookie?.expires ?? 0) * 1000 - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThanOrEqual(30);
});

test("an organization is created with a chosen slug; a taken one is an error at its field", async ({ owner, open }) => {
  const page = await open(owner, "/new-organization");
  const [name, slug, create] = [page.getByLabel("Name"), page.getByLabel("Slug"), page.getByRole("button", { name: "Create organization" })];
  await name.fill("Söhne & Töchter");
  await expect(slug).toHaveValue("soehne-toechter");
  await slug.fill(owner.slug);
  await name.fill("Another name"); // an edited slug no longer follows the name
  await expect(slug).toHaveValue(owner.slug);
  await create.click();
  await expect(slug).toHaveAttribute("aria-invalid", "true");
  await expect(name).not.toHaveAttribute("aria-invalid");
  const free = `chosen-${owner.slug}`.slice(0, 40).replace(/-$/, "");
  await slug.fill(free);
  await create.click();
  await expect(page).toHaveURL(new RegExp(`/${free}/est_\\w+$`));
});
