import { randomBytes } from "node:crypto";
import type { Stack } from "../../stack/index.ts";
import { insert, type Value } from "../../stack/rows.ts";
import { registerApp } from "../support/app.ts";
import { Client, type Answer, type CallOptions } from "../support/client.ts";
import { description, type CredentialKind } from "../support/description.ts";
import { hashOf } from "../support/hash.ts";
import { newId } from "../support/ids.ts";
import { newEmail, type Person } from "../support/people.ts";
import { ROLES, type Caller, type Kind, type Role } from "./access.ts";

const LATER = 4_000_000_000_000;
const token = () => randomBytes(32).toString("base64url");

/** The permissions that a kind of credential can have, which are the scopes of keys and of apps. */
const scopesOf = (kind: CredentialKind) => Object.entries(description.permissions).filter(([, { credentials }]) => credentials.includes(kind)).map(([name]) => name);
const SCOPES = scopesOf("apiKey");
const APP_SCOPES = scopesOf("program");

/** A credential in the headers of a request; one for each operation's permission where it lacks that alone. */
type Headers = Record<string, string | null>;
export interface Player extends Caller {
  headers(permission: string): Headers;
}

const cookie = (session: string): Headers => ({ cookie: `steward_session=${session}`, authorization: null });
const bearer = (secret: string): Headers => ({ cookie: null, origin: null, authorization: `Bearer ${secret}` });

/** A member of the cast: where, and what is unusual about the user. */
interface Part {
  name: string;
  role: Role | null;
  onEstate?: Role;
  /** Through a team, instead of a grant. */
  isOfTeam?: true;
  isAdministrator?: true;
  custom?: readonly string[];
  email?: string;
  hasFactor?: false;
  isBanned?: true;
  lacks?: Caller["lacks"];
}

/** What every custom role has. */
const BASIC = ["organization.view", "organization.leave", "estate.view"];

const PARTS: Part[] = [
  ...ROLES.map((role) => ({ name: role, role })),
  { name: "guest with the estate as a viewer", role: "guest", onEstate: "viewer" },
  { name: "guest with the estate as a member", role: "guest", onEstate: "member" },
  { name: "guest with the estate as an admin", role: "guest", onEstate: "admin" },
  { name: "guest of a team with the estate", role: "guest", onEstate: "admin", isOfTeam: true },
  { name: "viewer with the estate as a member", role: "viewer", onEstate: "member" },
  { name: "admin limited to builds and members, with the estate as an admin", role: "admin", onEstate: "admin", custom: [...BASIC, "build.manage", "member.view"] },
  { name: "user without a membership", role: null },
  { name: "administrator", role: null, isAdministrator: true },
];

/**
 * Everybody who calls: users of each role and each role on the estate, with each kind of credential; credentials that lack
 * something; and those that are no longer valid. They are rows, so that none of them costs a sign-in.
 */
export class Cast {
  readonly players: Player[] = [];
  readonly #stack: Stack;
  readonly #owner: Person;
  readonly #client: Client;
  #clientId = "";
  #teamId = "";
  #externalId = "";
  /** A user whom the organization's provisioning manages. */
  provisionedId = "";

  private constructor(stack: Stack, owner: Person) {
    this.#stack = stack;
    this.#owner = owner;
    this.#client = new Client(stack.url);
  }

  /**
   * In the organization of `owner`, which then requires a second factor, and single sign-on of the addresses at `domain`: it has an
   * identity provider, and has verified the domain.
   */
  static async of(stack: Stack, owner: Person, domain: string): Promise<Cast> {
    const cast = new Cast(stack, owner);
    await cast.#organization();
    for (const part of PARTS) await cast.#kinds(part);
    await cast.#kinds({ name: "admin without single sign-on", role: "admin", email: newEmail(domain), lacks: "single sign-on" });
    await cast.#kinds({ name: "admin without a second factor", role: "admin", hasFactor: false, lacks: "second factor" });
    await cast.#withoutScope();
    await cast.#serviceAccounts();
    await cast.#ended();
    await cast.#demand(domain);
    return cast;
  }

  /** Sends a request as one of the cast. */
  call(player: Player, permission: string, method: string, path: string, { headers, ...options }: CallOptions): Promise<Answer> {
    return this.#client.call(method, path, { ...options, headers: { ...headers, ...player.headers(permission) } });
  }

  /** Adds a player with one credential. */
  #add(caller: Partial<Caller> & Pick<Caller, "name" | "kind">, headers: Headers): void {
    this.players.push({ role: null, onEstate: null, ...caller, headers: () => headers });
  }

  async #organization(): Promise<void> {
    const { db } = this.#stack;
    const { organizationId, estateId, userId } = this.#owner;
    const { client } = await registerApp(this.#owner, { confidential: false, redirectUris: ["http://127.0.0.1/callback"], scopes: ["openid", "offline_access", ...APP_SCOPES] });
    this.#clientId = client.id;
    const times = { created_at: 1, updated_at: 1 };
    this.#teamId = await insert(db, "team", { id: newId("team"), organization_id: organizationId, name: "Of the cast", ...times });
    await insert(db, "team_estate", { team_id: this.#teamId, estate_id: estateId, role: "admin", created_at: 1 });
    await this.#factor(userId);
  }

  /** What the organization demands from now on: before, who lacks it could still get tokens, and so could who is external now. */
  async #demand(domain: string): Promise<void> {
    const { db } = this.#stack;
    const { organizationId } = this.#owner;
    this.provisionedId = (await db.prepare("SELECT user.id AS user_id FROM organization_user_membership JOIN user ON user.id = organization_user_membership.user_id WHERE organization_user_membership.organization_id = ?1 AND user.email LIKE '%@' || ?2 AND organization_user_membership.role = 'admin'").bind(organizationId, domain).first<string>("user_id")) ?? "";
    await db.batch([
      db.prepare("UPDATE organization SET second_factor_required_from = 1 WHERE id = ?1").bind(organizationId),
      db.prepare("UPDATE sso_connection SET enforced_at = 1 WHERE organization_id = ?1").bind(organizationId),
      db.prepare("UPDATE organization_user_membership SET role = 'external' WHERE id = ?1").bind(this.#externalId),
      db.prepare("UPDATE organization_user_membership SET is_break_glass = 1 WHERE organization_id = ?1 AND user_id = ?2").bind(organizationId, this.#owner.userId),
    ]);
  }

  #factor(userId: string): Promise<string> {
    return insert(this.#stack.db, "passkey", { id: newId("pky"), user_id: userId, name: "Demo", credential_id: token(), algorithm: "ES256", public_key: "{}", transports: "[]", sign_count: 0, verifies_user: 1, backup_eligible: 0, backed_up: 0, created_at: 1, updated_at: 1 });
  }

  /** A user of the part; the owner of the organization plays the owner. */
  async #user({ role, onEstate, custom, isOfTeam, isAdministrator, isBanned, email = newEmail(), hasFactor }: Part): Promise<{ userId: string; membershipId: string | null }> {
    const { db } = this.#stack;
    const { organizationId, estateId, userId: ownerId } = this.#owner;
    const times = { created_at: 1, updated_at: 1 };
    if (role === "owner") return { userId: ownerId, membershipId: await db.prepare("SELECT id FROM organization_user_membership WHERE user_id = ?1 AND organization_id = ?2").bind(ownerId, organizationId).first<string>("id") };
    const userId = await insert(db, "user", { id: newId("usr"), name: "Demo", email, email_verified: 1, role: isAdministrator === true ? "admin" : "user", banned: isBanned === true ? 1 : 0, last_seen_at: LATER, ...times });
    if (hasFactor !== false) await this.#factor(userId);
    if (role === null) return { userId, membershipId: null };
    const membershipId = await insert(db, "organization_user_membership", { id: newId("member"), organization_id: organizationId, user_id: userId, role: role === "external" ? "viewer" : role, custom_role_id: custom === undefined ? null : await this.#customRole(custom), ...times });
    if (role === "external") this.#externalId = membershipId;
    if (isOfTeam === true) await insert(db, "team_member", { membership_id: membershipId, team_id: this.#teamId, created_at: 1 });
    else if (onEstate !== undefined) await insert(db, "estate_grant", { membership_id: membershipId, estate_id: estateId, role: onEstate, created_at: 1 });
    return { userId, membershipId };
  }

  #customRole(permissions: readonly string[]): Promise<string> {
    return insert(this.#stack.db, "custom_role", { id: newId("role"), organization_id: this.#owner.organizationId, name: "Of the cast", base_role: "admin", permissions: JSON.stringify(permissions), created_at: 1, updated_at: 1 });
  }

  /** The user of a part with each kind of credential. */
  async #kinds(part: Part): Promise<void> {
    const { userId, membershipId } = await this.#user(part);
    const { role, onEstate = null, custom, lacks = null, isAdministrator = false } = part;
    // what single sign-on demands is of the user's own sessions
    const withoutSession = lacks === "single sign-on" ? null : lacks;
    const add = (kind: Kind, headers: Headers, lacking = lacks) => this.#add({ name: `${part.name}: ${kind}`, kind, role, onEstate, custom, isAdministrator, lacks: lacking }, headers);
    add("person", cookie(await this.#session(userId, { confirmed_at: LATER })));
    add("stale", cookie(await this.#session(userId, { confirmed_at: 1 })));
    add("impersonation", cookie(await this.#impersonation(userId, LATER)), withoutSession);
    add("program", bearer(await this.#accessToken(userId)));
    if (membershipId === null) return;
    add("apiKey", bearer(await this.#key({ membership_id: membershipId }, SCOPES)), withoutSession);
    add("app", bearer(await this.#appToken(userId, membershipId, APP_SCOPES)));
  }

  /** A browser's session; resolves with its token. */
  async #session(userId: string, columns: Record<string, Value> = {}): Promise<string> {
    const secret = token();
    await insert(this.#stack.db, "session", { id: newId("ses"), token_hash: hashOf(secret), user_id: userId, expires_at: LATER, refreshed_at: LATER, created_at: Date.now(), updated_at: 1, ...columns });
    return secret;
  }

  async #impersonation(userId: string, confirmedAt: number): Promise<string> {
    const { userId: administratorId } = await this.#user({ name: "", role: null, isAdministrator: true });
    const own = await this.#session(administratorId);
    const sessionId = await this.#stack.db.prepare("SELECT id FROM session WHERE token_hash = ?1").bind(hashOf(own)).first<string>("id");
    return this.#session(userId, { impersonated_by: administratorId, impersonator_session_id: sessionId, confirmed_at: confirmedAt });
  }

  /** A program's session, whose refresh token the platform exchanges for an access token. */
  async #accessToken(userId: string, columns: Record<string, Value> = {}): Promise<string> {
    const { db } = this.#stack;
    const [sessionId, refreshToken] = [newId("ses"), token()];
    await insert(db, "session", { id: sessionId, token_hash: hashOf(sessionId), kind: "api", user_id: userId, expires_at: LATER, refreshed_at: LATER, created_at: Date.now(), updated_at: 1, ...columns });
    await insert(db, "refresh_token", { id: newId("rtok"), token_hash: hashOf(refreshToken), session_id: sessionId, expires_at: LATER, created_at: 1 });
    const headers = { origin: null };
    if (columns["consent_id"] === undefined) {
      const { body } = await this.#client.call("POST", "/api/auth/refresh", { body: { refreshToken }, headers });
      return (body as { accessToken: string }).accessToken;
    }
    const form = new URLSearchParams({ grant_type: "refresh_token", client_id: this.#clientId, refresh_token: refreshToken }).toString();
    const { body, text } = await this.#client.call("POST", "/oauth/token", { raw: form, headers: { ...headers, "content-type": "application/x-www-form-urlencoded" } });
    const { access_token: found } = body as { access_token?: string };
    if (found === undefined) throw new Error(`the app got no token: ${text}`);
    return found;
  }

  /** The access token of an app that the member has allowed these scopes. */
  async #appToken(userId: string, membershipId: string, permissions: string[]): Promise<string> {
    const { db } = this.#stack;
    const scopes = ["openid", "offline_access", ...permissions].join(" ");
    const [found] = (await db.prepare("SELECT id FROM oauth_consent WHERE membership_id = ?1 AND client_id = ?2").bind(membershipId, this.#clientId).all<{ id: string }>()).results;
    const consentId = found?.id ?? (await insert(db, "oauth_consent", { id: newId("ocs"), client_id: this.#clientId, membership_id: membershipId, user_id: userId, scopes, created_at: 1, updated_at: 1 }));
    return this.#accessToken(userId, { consent_id: consentId, scopes, resource: `${this.#stack.url}/api` });
  }

  async #key(holder: Record<string, Value>, scopes: string[], columns: Record<string, Value> = {}): Promise<string> {
    const secret = `steward_${token()}`;
    const { organizationId: organization_id } = this.#owner;
    await insert(this.#stack.db, "api_key", { id: newId("key"), organization_id, name: "A key", key_hash: hashOf(secret), start: "steward_test", scopes: JSON.stringify(scopes), last_used_at: LATER, created_at: 1, updated_at: 1, ...holder, ...columns });
    return secret;
  }

  /** A key and an app of the owner that have every scope but the operation's. */
  async #withoutScope(): Promise<void> {
    const { userId, membershipId } = await this.#user({ name: "", role: "owner" });
    const keys: Record<string, Headers> = {};
    const apps: Record<string, Headers> = {};
    const without = (scopes: string[], scope: string) => scopes.filter((other) => other !== scope);
    for (const scope of SCOPES) keys[scope] = bearer(await this.#key({ membership_id: membershipId }, without(SCOPES, scope)));
    for (const scope of APP_SCOPES) apps[scope] = bearer(await this.#appToken(userId, membershipId ?? "", without(APP_SCOPES, scope)));
    const any = SCOPES[0] ?? "";
    for (const [kind, headers] of [["apiKey", keys], ["app", apps]] as const) {
      this.players.push({ name: `owner: ${kind} without the scope`, kind, role: "owner", onEstate: null, lacks: "scope", headers: (permission) => headers[permission] ?? headers[any] ?? {} });
    }
  }

  async #serviceAccounts(): Promise<void> {
    const { db } = this.#stack;
    const { organizationId, estateId } = this.#owner;
    const account = (role: Role, columns: Record<string, Value> = {}) => insert(db, "service_account", { id: newId("svc"), organization_id: organizationId, name: token(), role, created_at: 1, updated_at: 1, ...columns });
    const add = async (name: string, id: string, caller: Partial<Caller>) => this.#add({ name: `service account: ${name}`, kind: "apiKey", ...caller }, bearer(await this.#key({ service_account_id: id }, SCOPES)));
    for (const role of ["admin", "member", "viewer"] as const) await add(role, await account(role), { role });
    const limited = await account("member", { is_limited: 1 });
    await insert(db, "service_account_estate", { service_account_id: limited, estate_id: estateId, created_at: 1 });
    await add("member of the estate", limited, { role: "guest", onEstate: "member" });
    await add("member of no estate", await account("member", { is_limited: 1 }), { role: "guest" });
    await add("disabled", await account("admin", { disabled_at: 1 }), { kind: "nobody", form: "apiKey" });
  }

  /** Credentials of owners and of an administrator that are no longer valid, or never were. */
  async #ended(): Promise<void> {
    const { db } = this.#stack;
    const { organizationId } = this.#owner;
    const { userId, membershipId } = await this.#user({ name: "", role: "owner" });
    const holder = { membership_id: membershipId };
    this.#add({ name: "owner: old impersonation", kind: "impersonation", role: "owner", isOld: true }, cookie(await this.#impersonation(userId, 1)));
    const add = (name: string, headers: Headers, form?: Caller["form"], kind: Kind = "nobody") => this.#add({ name, kind, ...(form === undefined ? {} : { form }) }, headers);
    add("anonymous", { cookie: null, authorization: null });
    add("unknown cookie", cookie(token()));
    add("unknown token", bearer("neither.a.token"));
    add("unknown key", bearer(`steward_${token()}`), "apiKey");
    add("another scheme", { ...bearer(""), authorization: `Basic ${Buffer.from("demo:demo").toString("base64")}` });
    add("expired session", cookie(await this.#session(userId, { expires_at: 1, confirmed_at: LATER })));
    add("disabled key", bearer(await this.#key(holder, SCOPES, { disabled_at: 1 })), "apiKey");
    add("expired key", bearer(await this.#key(holder, SCOPES, { expires_at: 1 })), "apiKey");
    const rotated = `steward_${token()}`;
    await this.#key(holder, SCOPES, { previous_key_hash: hashOf(rotated), previous_expires_at: 1, rotated_at: 1 });
    add("secret from before a rotation", bearer(rotated), "apiKey");

    const banned = await this.#user({ name: "", role: "admin", isAdministrator: true });
    const withBan = { membership_id: banned.membershipId };
    const tokens = [await this.#accessToken(banned.userId), await this.#appToken(banned.userId, banned.membershipId ?? "", SCOPES)];
    await db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(banned.userId).run();
    add("banned: session", cookie(await this.#session(banned.userId, { confirmed_at: LATER })));
    add("banned: key", bearer(await this.#key(withBan, SCOPES)), "apiKey");
    add("banned: program", bearer(tokens[0] ?? ""), "program");
    add("banned: app", bearer(tokens[1] ?? ""), "app");

    const left = await this.#user({ name: "", role: "admin" });
    const program = await this.#accessToken(left.userId);
    const app = await this.#appToken(left.userId, left.membershipId ?? "", SCOPES);
    const key = await this.#key({ membership_id: left.membershipId }, SCOPES);
    await db.batch([
      db.prepare("DELETE FROM session WHERE user_id = ?1 AND consent_id IS NULL").bind(left.userId),
      db.prepare("DELETE FROM organization_user_membership WHERE id = ?1").bind(left.membershipId),
    ]);
    add("program whose session has ended", bearer(program), "program");
    add("app of who has left", bearer(app), "app");
    add("key of who has left", bearer(key), "apiKey");

    const secret = `steward_scim_${token()}`;
    await insert(db, "scim_token", { id: newId("sct"), organization_id: organizationId, token_hash: hashOf(secret), start: "steward_scim", last_used_at: LATER, created_at: 1 });
    add("provisioning", bearer(secret), "apiKey", "provisioner");
  }
}
