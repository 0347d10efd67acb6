import { randomBytes } from "node:crypto";
import type { Database } from "../stack/database.ts";
import type { Stack } from "../stack/index.ts";
import { Browser, installApp } from "../stack/development/seed.ts";
import { ROWS, hash, insert, insertBuild, rowOf, type Tenant } from "../stack/rows.ts";

const DAY = 24 * 60 * 60 * 1000;

/** An id of the right form, always the same for the same number. */
const id = (prefix: string, number: number): string => `${prefix}_01k9zqt3m8e7tbm3hz0c3x${String(number).padStart(4, "0")}`;

const ORGANIZATION = id("org", 1);
const ESTATE = id("est", 1);
const SECOND_ESTATE = id("est", 2);
const PEOPLE = {
  owner: { id: id("usr", 1), role: "owner", platformRole: "admin" },
  member: { id: id("usr", 2), role: "member", platformRole: "user" },
  viewer: { id: id("usr", 3), role: "viewer", platformRole: "user" },
  guest: { id: id("usr", 4), role: "guest", platformRole: "user" },
  administrator: { id: id("usr", 5), role: "admin", platformRole: "user" },
};
export type PersonName = keyof typeof PEOPLE;

/** The rows that requests are about. */
export interface Sample {
  organizationId: string;
  /** The Cookie header of each person's browser. */
  cookies: Record<PersonName, string>;
  /** Of a program that an admin of the organization has signed in with. */
  accessToken: string;
  /** An API key of the owner. */
  apiKey: string;
  /** By path parameter, values that exist. */
  parameters: Record<string, string[]>;
  /** The same by place in the bodies of requests. */
  bodies: Record<string, (string | number)[]>;
}

/**
 * Fills an empty database: an organization with its people, two estates, a connected repository and a row of everything else
 * that paths name (../stack/rows.ts), and an API key with these scopes.
 */
export async function fill(stack: Stack, scopes: string[]): Promise<Sample> {
  const { db, bucket } = stack;
  const now = Date.now();
  await people(db, now);
  const apiKey = `steward_${randomBytes(32).toString("base64url")}`;
  await insert(db, "api_key", keyRow(apiKey, scopes, now));
  const cookies = await sessions(db, now);
  const repositoryId = await connect(stack, cookies.owner);
  const accessToken = await login(stack, "administrator", cookies.administrator);
  return {
    organizationId: ORGANIZATION,
    cookies,
    accessToken,
    apiKey,
    bodies: { repositoryId: [repositoryId], "scopes[*]": scopes, domain: ["acme.localhost", "demo.localhost"] },
    parameters: await parameters({ db, bucket, organizationId: ORGANIZATION, estateId: ESTATE, userId: PEOPLE.owner.id, newId: idsFrom(1000) }, now),
  };
}

/** The values of each path parameter: its row, and for some parameters further rows. */
async function parameters(tenant: Tenant, now: number): Promise<Record<string, string[]>> {
  const values: Record<string, string[]> = {};
  for (const [name, row] of Object.entries(ROWS)) values[name] = [await row.insert(tenant)];
  const [build, domain] = [values["buildId"]?.[0] ?? "", values["domainId"]?.[0] ?? ""];
  await insert(tenant.db, "active_config", { id: id("icfg", 1), estate_id: ESTATE, build_id: build, watermark: 1, activated_at: now, created_at: now, updated_at: now });
  await tenant.db.prepare("UPDATE organization_domain SET domain = 'steward.localhost', verified_at = ?2 WHERE id = ?1").bind(domain, now).run();
  const none = { files_key: null, file_count: null, files_bytes: null, configuration_key: null, configuration_bytes: null };
  const failed = await insertBuild(tenant, { ...none, status: "failed", failure_code: "clone_failed", failure_message: "Demo" });
  values["buildId"]?.push(failed, await insertBuild(tenant, { ...none, status: "cancelled" }));
  values["userId"] = [PEOPLE.viewer.id, PEOPLE.guest.id];
  values["slug"]?.push("acme-before");
  values["provider"]?.push("github");
  // the member is a caller too, and can only end their own sessions and unlink their own accounts
  const member = { ...tenant, userId: PEOPLE.member.id };
  for (const name of ["sessionId", "accountId"]) values[name]?.push(await rowOf(name).insert(member));
  return values;
}

/** Ids of the right form that are the same in every run. */
function idsFrom(first: number): (prefix: string) => string {
  let next = first;
  return (prefix) => id(prefix, next++);
}

const keyRow = (key: string, scopes: string[], now: number) => ({
  id: id("key", 1),
  organization_id: ORGANIZATION,
  membership_id: id("member", 1),
  name: "Demo key of the caller",
  key_hash: hash(key),
  start: key.slice(0, 12),
  scopes: JSON.stringify(scopes),
  created_at: now,
  updated_at: now,
});

async function people(db: Database, now: number): Promise<void> {
  const times = { created_at: now, updated_at: now };
  const all = Object.entries(PEOPLE);
  for (const [name, { id, platformRole }] of all) await insert(db, "user", { id, name: `Demo ${name}`, email: `${name}@steward.localhost`, email_verified: 1, role: platformRole, ...times });
  await insert(db, "organization", { id: ORGANIZATION, name: "Acme Demo", slug: "acme-demo", ...times });
  for (const slug of ["acme-demo", "acme-before"]) await insert(db, "organization_slug_history", { slug, organization_id: ORGANIZATION, created_at: now });
  for (const [index, id] of [ESTATE, SECOND_ESTATE].entries()) await insert(db, "estate", { id, organization_id: ORGANIZATION, name: `Estate ${index + 1}`, ...times });
  await db.prepare("UPDATE organization SET default_estate_id = ?1 WHERE id = ?2").bind(ESTATE, ORGANIZATION).run();
  for (const [index, [, person]] of all.entries()) await insert(db, "organization_user_membership", { id: id("member", index + 1), organization_id: ORGANIZATION, user_id: person.id, role: person.role, ...times });
  await insert(db, "estate_grant", { membership_id: id("member", all.findIndex(([name]) => name === "guest") + 1), estate_id: ESTATE, created_at: now });
}

async function sessions(db: Database, now: number): Promise<Record<PersonName, string>> {
  const cookies: Partial<Record<PersonName, string>> = {};
  for (const [index, name] of (Object.keys(PEOPLE) as PersonName[]).entries()) {
    const token = randomBytes(32).toString("base64url");
    cookies[name] = `steward_session=${token}`;
    const session = { user_id: PEOPLE[name].id, expires_at: now + 7 * DAY, refreshed_at: now, created_at: now, updated_at: now, confirmed_at: now };
    await insert(db, "session", { ...session, id: id("ses", index + 1), token_hash: hash(token) });
  }
  return cookies as Record<PersonName, string>;
}

/** Sets a password for a person and signs a program in with it; resolves with the access token. */
async function login(stack: Stack, name: PersonName, cookie: string): Promise<string> {
  const password = randomBytes(12).toString("hex");
  const browser = new Browser(stack.url);
  browser.cookie = cookie;
  const changed = await browser.send("POST", "/api/user/password", { newPassword: password });
  if (!changed.ok) throw new Error(`the password was answered ${changed.status}: ${await changed.text()}`);
  const body = JSON.stringify({ email: `${name}@steward.localhost`, password });
  // without an origin, as a program does
  const answer = await fetch(`${stack.url}/api/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body });
  if (!answer.ok) throw new Error(`the sign-in was answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

/** Connects the estate's repository, as its owner would; resolves with the repository's id. */
async function connect(stack: Stack, cookie: string): Promise<number> {
  const browser = new Browser(stack.url);
  browser.cookie = cookie;
  const repository = await stack.github.createRepository({ owner: "acme-demo", name: "settings", private: true, files: { "steward.config.json": "{}" } });
  await installApp(ESTATE, browser, "acme-demo");
  await browser.expect("PUT", `/api/estates/${ESTATE}/repository`, { repositoryId: repository.id });
  return repository.id;
}
