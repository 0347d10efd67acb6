// The first visit of a dashboard loads few scripts and fetches each of its data once: what changed since then comes over the socket.
import { randomBytes } from "node:crypto";
import type { Stack } from "../stack/index.ts";
import { expect, test } from "./support/test.ts";
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

/** What pages share is in a few files (frontend/vite.config.ts). */
const MOST_SCRIPTS = 12;

test("each query of the dashboard runs once, and a later change still appears", async ({ stack, owner, open }) => {
  const path = await quietOrganization(stack, owner);
  const [requests, scripts]: [string[], string[]] = [[], []];
  const page = await open(owner, "/theme.js");
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (request.method() === "GET" && pathname.startsWith("/api/")) requests.push(pathname + search);
    if (request.resourceType() === "script") scripts.push(pathname);
  });
  await page.goto(path);
  await expect(page.locator("[data-connection=live]:visible")).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(requests.length).toBeGreaterThan(2);
  expect(scripts.length, scripts.join(" ")).toBeLessThanOrEqual(MOST_SCRIPTS);
  expect(requests.filter((request, index) => requests.indexOf(request) !== index)).toEqual([]);

  const estateId = path.split("/").at(-1) ?? "";
  await owner.session.expect("PATCH", `/api/estates/${estateId}`, { name: "Renamed estate" });
  await expect(page.getByText("Renamed estate").first()).toBeVisible();
});
