// The first visit of a dashboard is a few requests, each query once: what changed since then comes over the socket.
import { randomBytes } from "node:crypto";
import type { Stack } from "../stack/index.ts";
import { expect, test } from "./support/test.ts";
import { LOADED_UNTIL_USABLE, type Loaded, MARK_USABLE } from "./support/usable.ts";
import type { User } from "./support/user.ts";

/** Gives a user another organization, in which nothing has happened yet, and resolves with its dashboard's path. */
async function quietOrganization({ db }: Stack, { id }: User): Promise<string> {
  const suffix = `01k9zqt3m8${randomBytes(8).toString("hex")}`;
  const [organization, estate, slug] = [`org_${suffix}`, `est_${suffix}`, `quiet-${suffix.slice(10)}`];
  await db.batch([
    db.prepare("INSERT INTO organization (id, name, slug, created_at, updated_at) VALUES (?1, 'Quiet', ?2, 1, 1)").bind(organization, slug),
    db.prepare("INSERT INTO organization_slug_history (slug, organization_id, created_at) VALUES (?1, ?2, 1)").bind(slug, organization),
    db.prepare("INSERT INTO estate (id, organization_id, name, created_at, updated_at) VALUES (?1, ?2, 'Quiet estate', 1, 1)").bind(estate, organization),
    db.prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, 'owner', 1, 1)").bind(`member_${suffix}`, organization, id),
  ]);
  return `/${slug}/${estate}`;
}

/** Of a first visit, until the dashboard can be used: documents, scripts, styles and data, each compressed. */
const MOST_REQUESTS = 12;
const MOST_BYTES = 150 * 1024;

test("the dashboard loads in few requests, each query once, and a later change still appears", async ({ stack, owner, open }) => {
  const path = await quietOrganization(stack, owner);
  const page = await open(owner, "/favicon.svg");
  const queries: string[] = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (request.method() === "GET" && pathname.startsWith("/api/")) queries.push(pathname + search);
  });
  await page.addInitScript(MARK_USABLE);
  await page.goto(path);
  await expect(page.getByText("No builds yet").first()).toBeVisible();
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
  await page.waitForLoadState("networkidle");
  const loaded = await page.evaluate<Loaded[]>(LOADED_UNTIL_USABLE);
  const paths = loaded.map((one) => one.path).join(" ");
  expect(loaded.length).toBeGreaterThan(6);
  expect(loaded.length, paths).toBeLessThanOrEqual(MOST_REQUESTS);
  expect(loaded.filter(({ bytes }) => bytes === 0)).toEqual([]);
  expect(loaded.reduce((sum, { bytes }) => sum + bytes, 0), paths).toBeLessThanOrEqual(MOST_BYTES);
  expect(queries.length).toBeGreaterThan(2);
  expect(queries.filter((url, index) => queries.indexOf(url) !== index)).toEqual([]);

  expect(await page.evaluate(() => "startedRequests" in window)).toBe(false); // an answer that nobody took would be old later

  const estateId = path.split("/").at(-1) ?? "";
  await owner.session.expect("PATCH", `/api/estates/${estateId}`, { name: "Renamed estate" });
  await expect(page.getByText("Renamed estate").first()).toBeVisible();
});

test("a skeleton is there before scripts and styles, in the user's colour scheme", async ({ owner, open }) => {
  const page = await open(owner, "/favicon.svg");
  await page.evaluate(() => localStorage.setItem("steward.theme", "dark"));
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/assets/*", (route) => released.then(() => route.continue()));
  await page.goto("/", { waitUntil: "commit" });
  const skeleton = page.getByRole("status", { name: "Loading" });
  await expect(skeleton).toBeVisible();
  const [red = 255] = await skeleton.evaluate((element) => {
    const context = document.createElement("canvas").getContext("2d");
    if (!context) return [];
    context.fillStyle = getComputedStyle(element).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  });
  expect(red).toBeLessThan(60);

  release();
  await expect(page.getByRole("heading", { name: "Builds" }).first()).toBeVisible();
  await expect(skeleton).toBeHidden();
});
