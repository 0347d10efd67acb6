import { createHash, randomBytes, randomInt } from "node:crypto";
import type { R2Bucket } from "@cloudflare/workers-types";
import type { Database } from "./database.ts";

/** Where rows are added: a database, and an organization in it with an estate and an owner. */
export interface Tenant {
  db: Database;
  bucket: R2Bucket;
  organizationId: string;
  estateId: string;
  userId: string;
  /** A new id with this prefix. */
  newId(prefix: string): string;
}

/** What a parameter in the API's paths names. */
export interface Row {
  /**
   * Who can see it. `tenant`: the members of its organization, or its user; for all others it is not found. `bearer`: any
   * caller that has the value. `platform`: it belongs to no organization and to no user.
   */
  visibleTo: "tenant" | "bearer" | "platform";
  /** A value of the right form, where the parameter's schema has no example. Unless it is `platform`, nothing has it. */
  example?: string;
  /** Adds a new one to the tenant, or takes the one that each tenant has, and resolves with its value in paths. */
  insert(tenant: Tenant): Promise<string>;
}

const LATER = 4_000_000_000_000;
/** A consumer of events, to which deliveries can be sent again. */
const CONSUMER = "broadcast";

/**
 * A row for each name of a path parameter: requests of the integration tests and of the contract tests are about these. A
 * new name needs an entry here, and nothing else in the tests.
 */
export const ROWS: Record<string, Row> = {
  organizationId: { visibleTo: "tenant", insert: async ({ organizationId }) => organizationId },
  estateId: { visibleTo: "tenant", insert: async ({ estateId }) => estateId },
  slug: {
    visibleTo: "tenant",
    example: "no-such-organization",
    insert: async ({ db, organizationId }) => (await db.prepare("SELECT slug FROM organization WHERE id = ?1").bind(organizationId).first<string>("slug")) ?? "",
  },
  userId: {
    visibleTo: "tenant",
    async insert({ db, organizationId, newId }) {
      const id = newId("usr");
      await insert(db, "user", { id, name: "Demo member", email: `${newName()}@steward.localhost`, ...times() });
      await insert(db, "organization_user_membership", { id: newId("member"), user_id: id, organization_id: organizationId, role: "viewer", ...times() });
      return id;
    },
  },
  buildId: { visibleTo: "tenant", insert: (tenant) => insertBuild(tenant, {}) },
  repositoryId: {
    visibleTo: "tenant",
    insert: async ({ db, estateId }) => String(await db.prepare("SELECT repository_id FROM config_source WHERE estate_id = ?1").bind(estateId).first<number>("repository_id")),
  },
  keyId: {
    visibleTo: "tenant",
    async insert({ db, organizationId, userId, newId }) {
      const membership = await db.prepare("SELECT id FROM organization_user_membership WHERE organization_id = ?1 AND user_id = ?2").bind(organizationId, userId).first<string>("id");
      return insert(db, "api_key", { id: newId("key"), organization_id: organizationId, membership_id: membership, name: "Demo key", key_hash: hash(newName()), start: "steward_demo", scopes: "[]", ...times() });
    },
  },
  customRoleId: {
    visibleTo: "tenant",
    insert: ({ db, organizationId, newId }) =>
      insert(db, "custom_role", { id: newId("role"), organization_id: organizationId, name: newName(), base_role: "viewer", permissions: '["organization.view","organization.leave","estate.view"]', ...times() }),
  },
  teamId: {
    visibleTo: "tenant",
    insert: ({ db, organizationId, newId }) => insert(db, "team", { id: newId("team"), organization_id: organizationId, name: newName(), ...times() }),
  },
  serviceAccountId: {
    visibleTo: "tenant",
    insert: ({ db, organizationId, newId }) => insert(db, "service_account", { id: newId("svc"), organization_id: organizationId, name: newName(), role: "viewer", ...times() }),
  },
  clientId: { visibleTo: "tenant", insert: (tenant) => insertOauthClient(tenant) },
  consentId: {
    visibleTo: "tenant",
    async insert(tenant) {
      const { db, organizationId, userId, newId } = tenant;
      const membership = await db.prepare("SELECT id FROM organization_user_membership WHERE organization_id = ?1 AND user_id = ?2").bind(organizationId, userId).first<string>("id");
      return insert(db, "oauth_consent", { id: newId("ocs"), client_id: await insertOauthClient(tenant), membership_id: membership, user_id: userId, scopes: "openid", ...times() });
    },
  },
  passkeyId: {
    visibleTo: "tenant",
    insert: ({ db, userId, newId }) => insert(db, "passkey", { id: newId("pky"), user_id: userId, name: "Demo passkey", credential_id: newName(), algorithm: "ES256", public_key: "{}", transports: "[]", sign_count: 0, verifies_user: 1, backup_eligible: 0, backed_up: 0, ...times() }),
  },
  domainId: {
    visibleTo: "tenant",
    insert: ({ db, organizationId, newId }) => insert(db, "organization_domain", { id: newId("dom"), organization_id: organizationId, domain: `${newName()}.example`, challenge: "demo", ...times() }),
  },
  invitationId: {
    visibleTo: "tenant",
    insert: ({ db, organizationId, newId }) => insert(db, "invitation", { id: newId("inv"), organization_id: organizationId, email: `${newName()}@steward.localhost`, role: "guest", token_hash: hash(newName()), key_id: "k1", expires_at: LATER, ...times() }),
  },
  joinRequestId: {
    visibleTo: "tenant",
    async insert({ db, organizationId, userId, newId }) {
      // there is one for each person
      await db.prepare("DELETE FROM join_request WHERE organization_id = ?1 AND user_id = ?2").bind(organizationId, userId).run();
      return insert(db, "join_request", { id: newId("jrq"), organization_id: organizationId, user_id: userId, ...times() });
    },
  },
  joinToken: {
    visibleTo: "bearer",
    example: "A".repeat(43),
    async insert({ db, organizationId, newId }) {
      const token = randomBytes(32).toString("base64url");
      await db.prepare("DELETE FROM join_link WHERE organization_id = ?1").bind(organizationId).run();
      await insert(db, "join_link", { organization_id: organizationId, id: newId("jlk"), token_hash: hash(token), key_id: "k1", created_at: 1 });
      return token;
    },
  },
  token: {
    visibleTo: "bearer",
    example: "A".repeat(43),
    async insert({ db, organizationId, newId }) {
      const token = randomBytes(32).toString("base64url");
      await insert(db, "invitation", { id: newId("inv"), organization_id: organizationId, role: "viewer", token_hash: hash(token), key_id: "k1", expires_at: LATER, ...times() });
      return token;
    },
  },
  pictureId: {
    visibleTo: "bearer",
    async insert({ bucket, newId }) {
      const id = newId("pic");
      await bucket.put(`pictures/${id}`, new Uint8Array([0x89, 0x50, 0x4e, 0x47]), { httpMetadata: { contentType: "image/png" } });
      return id;
    },
  },
  sessionId: {
    visibleTo: "tenant",
    insert: ({ db, userId, newId }) => insert(db, "session", { id: newId("ses"), token_hash: hash(newName()), user_id: userId, expires_at: LATER, refreshed_at: Date.now(), ...times() }),
  },
  accountId: {
    visibleTo: "tenant",
    insert: ({ db, userId, newId }) => insert(db, "account", { id: newId("acc"), user_id: userId, provider_id: "github", account_id: newName(), label: "demo", ...times() }),
  },
  userCode: {
    visibleTo: "platform",
    example: "BBBB-0000",
    async insert({ db, newId }) {
      const letters = Array.from({ length: 4 }, () => "BCDFGHJKLMNPQRSTVWXZ"[randomInt(20)]).join("");
      const code = `${letters}-${randomInt(1000, 10_000)}`;
      await insert(db, "device_code", { id: newId("dev"), device_code_hash: hash(newName()), user_code_hash: hash(code), client_id: "steward-cli", expires_at: LATER, ...times() });
      return code;
    },
  },
  eventId: {
    visibleTo: "platform",
    async insert({ db, organizationId, estateId, newId }) {
      const id = await insert(db, "outbox_event", { id: newId("obx"), name: "build:created", organization_id: organizationId, estate_id: estateId, payload: "{}", created_at: Date.now() });
      await insert(db, "outbox_delivery", { event_id: id, consumer: CONSUMER, status: "dead", attempts: 6, last_error: "Demo", due_at: Date.now(), ...times() });
      return id;
    },
  },
  allowanceId: {
    visibleTo: "platform",
    insert: ({ db, newId }) => insert(db, "sign_up_allowance", { id: newId("sua"), pattern: `${newName()}.example`, created_at: Date.now() }),
  },
  waitlistEntryId: {
    visibleTo: "platform",
    insert: ({ db, newId }) => insert(db, "waitlist_entry", { id: newId("wle"), email: `${newName()}@steward.localhost`, name: "Demo person", created_at: Date.now() }),
  },
  consumer: { visibleTo: "platform", example: CONSUMER, insert: async () => CONSUMER },
  ssoOrganizationId: { visibleTo: "platform", example: "org_01k9zqt3m8e7tbm3hz0c3x6w5r", insert: async ({ organizationId }) => organizationId },
  scimResource: { visibleTo: "platform", example: "Users", insert: async () => "Users" },
  scimId: { visibleTo: "platform", example: "usr_01k9zqt3m8e7tbm3hz0c3x6w5r", insert: async ({ userId }) => userId },
  provider: { visibleTo: "platform", example: "google", insert: async () => "google" },
};

/** The row of a path parameter. */
export function rowOf(parameter: string): Row {
  const row = ROWS[parameter];
  if (row === undefined) throw new Error(`a path has the parameter {${parameter}}, for which there is no row: add one to ROWS in tests/stack/rows.ts`);
  return row;
}

/** The names of the parameters in a path, in their order. */
export const parametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

/** A new complete build of the estate with files and a configuration, with other values in these columns. */
export async function insertBuild({ db, bucket, estateId, userId, newId }: Tenant, columns: Record<string, Value>): Promise<string> {
  const files = "demo/files.json";
  const configuration = "demo/configuration.json";
  await bucket.put(files, JSON.stringify({ items: [{ path: "steward.config.json", size: 2, mode: "100644", hash: "0".repeat(40) }], truncated: false }));
  await bucket.put(configuration, JSON.stringify({ greeting: "Hello" }));
  const number = await db.prepare("SELECT coalesce(max(number), 0) + 1 AS number FROM build WHERE estate_id = ?1").bind(estateId).first<number>("number");
  const now = Date.now();
  return insert(db, "build", {
    id: newId("build"), estate_id: estateId, number, installation_id: "1", repository_id: 1, clone_url: "https://github.localhost/acme-demo/settings.git", branch: "main",
    commit_hash: "0".repeat(40), commit_message: "Demo", trigger_kind: "manual", triggered_by_user_id: userId, started_at: now, completed_at: now, ...times(),
    status: "complete", files_key: files, file_count: 1, files_bytes: 2, configuration_key: configuration, configuration_bytes: 20, ...columns,
  });
}

/** A new app of the organization with a secret. */
const insertOauthClient = ({ db, organizationId, newId }: Tenant): Promise<string> =>
  insert(db, "oauth_client", { id: newId("oac"), organization_id: organizationId, name: "Demo app", redirect_uris: '["https://app.example.com/callback"]', scopes: "openid email", secret_hash: hash(newName()), ...times() });

export type Value = string | number | null;

/** Adds a row, and resolves with its id. */
export async function insert(db: Database, table: string, row: Record<string, Value>): Promise<string> {
  const columns = Object.keys(row);
  const marks = columns.map((_, index) => `?${index + 1}`);
  await db.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks.join(", ")})`).bind(...Object.values(row)).run();
  return String(row["id"]);
}

/** SHA-256 in hex, as which the database keeps tokens. */
export const hash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** A name that nothing has. */
const newName = (): string => randomBytes(8).toString("hex");

const times = () => ({ created_at: Date.now(), updated_at: Date.now() });
