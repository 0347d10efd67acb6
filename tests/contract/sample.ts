import { createHash, randomBytes } from "node:crypto";
import type { D1Database, R2Bucket } from "@cloudflare/workers-types";
import type { Stack } from "../stack/index.ts";
import { Browser, installApp } from "../stack/development/seed.ts";

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
const BUILDS = { complete: id("build", 1), failed: id("build", 2), cancelled: id("build", 3) };
const EVENT = id("obx", 1);
const PICTURE = id("pic", 1);
/** What a device shows that waits to be let in. */
const USER_CODE = "CDFG-5678";

export type PersonName = keyof typeof PEOPLE;

/** What an organization at work has: what the requests are about. */
export interface Sample {
  /** Where everything is. */
  organizationId: string;
  /** The Cookie header of each person's browser. */
  cookies: Record<PersonName, string>;
  /** Of a program that an administrator of the organization has signed in with. */
  accessToken: string;
  /** A key of the owner's. */
  apiKey: string;
  /** By parameter of the API's paths, what is really there. */
  parameters: Record<string, string[]>;
  /** Likewise by place in the bodies of requests. */
  bodies: Record<string, (string | number)[]>;
}

/**
 * Fills an empty database: an organization with its people, two estates, a connected repository and builds, and a key
 * with those scopes.
 */
export async function fill(stack: Stack, scopes: string[]): Promise<Sample> {
  const now = Date.now();
  const apiKey = `steward_${randomBytes(32).toString("base64url")}`;
  const invitation = randomBytes(32).toString("base64url");
  await people(stack.db, now);
  await beside(stack.db, now, invitation);
  await stack.bucket.put(`pictures/${PICTURE}`, new Uint8Array([0x89, 0x50, 0x4e, 0x47]), { httpMetadata: { contentType: "image/png" } });
  await insert(stack.db, "api_key", ...[apiKey, "demo key"].map((key, index) => keyRow(index + 1, key, scopes, now)));
  await builds(stack.db, stack.bucket, now);
  const cookies = await sessions(stack.db, now);
  const repositoryId = await connect(stack, cookies.owner);
  const accessToken = await login(stack, "administrator", cookies.administrator);
  return {
    organizationId: ORGANIZATION,
    cookies,
    accessToken,
    apiKey,
    bodies: { repositoryId: [repositoryId], "scopes[*]": scopes, domain: ["acme.localhost", "demo.localhost"] },
    parameters: {
      organizationId: [ORGANIZATION],
      slug: ["acme-demo", "acme-before"],
      estateId: [ESTATE],
      userId: [PEOPLE.viewer.id, PEOPLE.guest.id],
      buildId: Object.values(BUILDS),
      repositoryId: [String(repositoryId)],
      eventId: [EVENT],
      consumer: ["broadcast"],
      invitationId: [id("inv", 1)],
      token: [invitation],
      domainId: [id("dom", 1)],
      keyId: [id("key", 2)],
      sessionId: [elsewhere(0), elsewhere(1)],
      pictureId: [PICTURE],
      accountId: [id("acc", 1), id("acc", 2)],
      userCode: [USER_CODE],
      provider: ["google", "github"],
    },
  };
}

type Value = string | number | null;

/** Adds rows to a table; the columns are those that the rows name. */
async function insert(db: D1Database, table: string, ...rows: Record<string, Value>[]): Promise<void> {
  const statements = rows.map((row) => {
    const columns = Object.keys(row);
    const marks = columns.map((_, index) => `?${index + 1}`);
    return db.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks.join(", ")})`).bind(...Object.values(row));
  });
  await db.batch(statements);
}

const keyRow = (number: number, key: string, scopes: string[], now: number): Record<string, Value> => ({
  id: id("key", number),
  organization_id: ORGANIZATION,
  membership_id: id("member", 1),
  name: `Demo key ${number}`,
  key_hash: hash(key),
  start: key.slice(0, 12),
  scopes: JSON.stringify(scopes),
  created_at: now,
  updated_at: now,
});

const hash = (token: string): string => createHash("sha256").update(token).digest("hex");

async function people(db: D1Database, now: number): Promise<void> {
  const times = { created_at: now, updated_at: now };
  const everybody = Object.entries(PEOPLE);
  await insert(db, "user", ...everybody.map(([name, { id, platformRole }]) => ({ id, name: `Demo ${name}`, email: `${name}@steward.localhost`, email_verified: 1, role: platformRole, ...times })));
  await insert(db, "organization", { id: ORGANIZATION, name: "Acme Demo", slug: "acme-demo", ...times });
  await insert(db, "organization_slug_history", ...["acme-demo", "acme-before"].map((slug) => ({ slug, organization_id: ORGANIZATION, created_at: now })));
  await insert(db, "estate", ...[ESTATE, SECOND_ESTATE].map((id, index) => ({ id, organization_id: ORGANIZATION, name: `Estate ${index + 1}`, ...times })));
  await db.prepare("UPDATE organization SET default_estate_id = ?1 WHERE id = ?2").bind(ESTATE, ORGANIZATION).run();
  await insert(db, "organization_user_membership", ...everybody.map(([, person], index) => ({ id: id("member", index + 1), organization_id: ORGANIZATION, user_id: person.id, role: person.role, ...times })));
  await insert(db, "estate_grant", { membership_id: id("member", everybody.findIndex(([name]) => name === "guest") + 1), estate_id: ESTATE, created_at: now });
}

/** The session of a person's other browser. */
const elsewhere = (person: number): string => id("ses", 100 + person);

async function sessions(db: D1Database, now: number): Promise<Record<PersonName, string>> {
  const cookies: Partial<Record<PersonName, string>> = {};
  for (const [index, name] of (Object.keys(PEOPLE) as PersonName[]).entries()) {
    const token = randomBytes(32).toString("base64url");
    cookies[name] = `steward_session=${token}`;
    const session = { user_id: PEOPLE[name].id, expires_at: now + 7 * DAY, refreshed_at: now, created_at: now, updated_at: now };
    await insert(db, "session", { ...session, id: id("ses", index + 1), token_hash: hash(token) }, { ...session, id: elsewhere(index), token_hash: hash(`${token} elsewhere`) });
  }
  return cookies as Record<PersonName, string>;
}

/** What people have beside it: ways to sign in, a device that waits, an invitation, a domain, a delivery that came to nothing. */
async function beside(db: D1Database, now: number, invitation: string): Promise<void> {
  const ofOrganization = { organization_id: ORGANIZATION, created_at: now, updated_at: now };
  const signIns = [PEOPLE.owner, PEOPLE.member].map((person, index) => ({ id: id("acc", index + 1), user_id: person.id, provider_id: "github", account_id: String(index + 1), label: "demo", created_at: now, updated_at: now }));
  await insert(db, "account", ...signIns);
  await insert(db, "device_code", { id: id("dev", 1), device_code_hash: hash("demo device"), user_code_hash: hash(USER_CODE), client_id: "steward-cli", expires_at: now + DAY, created_at: now, updated_at: now });
  await insert(db, "invitation", { id: id("inv", 1), role: "viewer", token_hash: hash(invitation), key_id: "k1", invited_by: PEOPLE.owner.id, expires_at: now + 7 * DAY, ...ofOrganization });
  await insert(db, "organization_domain", { id: id("dom", 1), domain: "steward.localhost", challenge: "demo", verified_at: now, ...ofOrganization });
  await insert(db, "outbox_event", { id: EVENT, name: "build:created", organization_id: ORGANIZATION, estate_id: ESTATE, payload: "{}", created_at: now });
  await insert(db, "outbox_delivery", { event_id: EVENT, consumer: "broadcast", status: "dead", attempts: 6, last_error: "Demo", due_at: now, created_at: now, updated_at: now });
}

async function builds(db: D1Database, bucket: R2Bucket, now: number): Promise<void> {
  const files = "contract/files.json";
  const configuration = "contract/configuration.json";
  await bucket.put(files, JSON.stringify({ items: [{ path: "steward.config.json", size: 2, mode: "100644", hash: "0".repeat(40) }], truncated: false }));
  await bucket.put(configuration, JSON.stringify({ greeting: "Hello" }));
  const common = {
    estate_id: ESTATE, installation_id: "1", repository_id: 1, clone_url: "https://github.localhost/acme-demo/settings.git", branch: "main",
    commit_hash: "0".repeat(40), commit_message: "Demo", trigger_kind: "manual", triggered_by_user_id: PEOPLE.owner.id,
    started_at: now, completed_at: now, created_at: now, updated_at: now,
  };
  await insert(
    db,
    "build",
    { ...common, id: BUILDS.complete, number: 1, status: "complete", files_key: files, file_count: 1, files_bytes: 2, configuration_key: configuration, configuration_bytes: 20 },
    { ...common, id: BUILDS.failed, number: 2, status: "failed", failure_code: "clone_failed", failure_message: "Demo" },
    { ...common, id: BUILDS.cancelled, number: 3, status: "cancelled" },
  );
  await insert(db, "active_config", { id: id("icfg", 1), estate_id: ESTATE, build_id: BUILDS.complete, watermark: 1, activated_at: now, created_at: now, updated_at: now });
}

/** Signs a program in as somebody, who first gets a password; resolves with the access token. */
async function login(stack: Stack, name: PersonName, cookie: string): Promise<string> {
  const password = randomBytes(12).toString("hex");
  const browser = new Browser(stack.url);
  browser.cookie = cookie;
  const changed = await browser.send("POST", "/api/user/password", { newPassword: password });
  if (!changed.ok) throw new Error(`the password was answered ${changed.status}: ${await changed.text()}`);
  const { accessToken } = (await browser.expect("POST", "/api/auth/login", { email: `${name}@steward.localhost`, password })) as { accessToken: string };
  return accessToken;
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
