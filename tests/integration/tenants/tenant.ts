import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { ROWS, parametersOf, rowOf, type Tenant } from "../../stack/rows.ts";
import { Program, type Tokens } from "../support/program.ts";
import { png } from "../support/pictures.ts";
import { configuration, connect, ended } from "../support/builds.ts";
import { Client } from "../support/client.ts";
import type { Operation } from "../support/description.ts";
import { hashOf } from "../support/hash.ts";
import { newId } from "../support/ids.ts";
import { UNKNOWN } from "../support/requests.ts";
import { join, newEmail, signUp, type Person } from "../support/people.ts";
import { until } from "../support/poll.ts";

const LATER = 4_000_000_000_000;

/** Resolves when every event is delivered, and every audit event is chained. */
export async function quiet({ db }: Stack): Promise<void> {
  const open = db.prepare("SELECT (SELECT count(*) FROM outbox_delivery WHERE status <> 'done') + (SELECT count(*) FROM audit_log WHERE sequence IS NULL) AS count");
  await until("the delivery of every event", async () => (await open.first<number>("count")) === 0);
}

/** Stops the platform from writing when users and keys were last seen, which would be a change of rows. */
export async function unseen({ db }: Stack): Promise<void> {
  await db.batch([db.prepare("UPDATE user SET last_seen_at = ?1").bind(LATER), db.prepare("UPDATE api_key SET last_used_at = ?1").bind(LATER)]);
}

/** A key of an organization's member with these scopes, even those that keys cannot have. */
export async function keyOf({ db, url }: Stack, person: Pick<Person, "userId" | "organizationId">, scopes: string[]): Promise<{ id: string; program: Program; secret: string }> {
  const secret = `steward_${randomBytes(32).toString("base64url")}`;
  const id = newId("key");
  await db
    .prepare("INSERT INTO api_key (id, organization_id, membership_id, name, key_hash, start, scopes, last_used_at, created_at, updated_at) SELECT ?1, organization_id, id, 'A key', ?4, 'steward_test', ?5, ?6, 1, 1 FROM organization_user_membership WHERE user_id = ?2 AND organization_id = ?3")
    .bind(id, person.userId, person.organizationId, hashOf(secret), JSON.stringify(scopes), LATER)
    .run();
  return { id, program: new Program(url, secret), secret };
}

/** A new user without an organization, with a browser. */
export async function userOf(stack: Stack): Promise<{ userId: string; client: Client }> {
  const userId = newId("usr");
  await stack.db.prepare("INSERT INTO user (id, name, email, email_verified, last_seen_at, created_at, updated_at) VALUES (?1, 'Demo', ?2, 1, ?3, 1, 1)").bind(userId, newEmail(), LATER).run();
  return { userId, client: await browserOf(stack, { userId }) };
}

/** Another browser of a user, with a session that no sign-in created and that is as fresh as after one. */
export async function browserOf({ db, url }: Stack, { userId }: Pick<Person, "userId">): Promise<Client> {
  const token = randomBytes(32).toString("base64url");
  await db
    .prepare("INSERT INTO session (id, token_hash, user_id, expires_at, refreshed_at, confirmed_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?5, ?5)")
    .bind(newId("ses"), hashOf(token), userId, LATER, Date.now())
    .run();
  const client = new Client(url);
  client.cookie = `steward_session=${token}`;
  return client;
}

/** A browser in which an administrator impersonates a user. */
export async function impersonatorOf(stack: Stack, user: Pick<Person, "userId">): Promise<Client> {
  const client = await browserOf(stack, user);
  const { userId } = await userOf(stack);
  const hash = hashOf(client.cookie?.split("=")[1] ?? "");
  await stack.db.batch([
    stack.db.prepare("UPDATE user SET role = 'admin' WHERE id = ?1").bind(userId),
    stack.db.prepare("UPDATE session SET impersonated_by = ?2, impersonator_session_id = (SELECT id FROM session WHERE user_id = ?2) WHERE token_hash = ?1").bind(hash, userId),
  ]);
  return client;
}

/** A program with an access token of a user who has no password. */
export async function programOfUser({ db, url }: Stack, { userId }: Pick<Person, "userId">): Promise<Program> {
  const [sessionId, refreshToken] = [newId("ses"), randomBytes(32).toString("base64url")];
  await db.batch([
    db
      .prepare("INSERT INTO session (id, token_hash, kind, user_id, expires_at, refreshed_at, created_at, updated_at) VALUES (?1, ?2, 'api', ?3, ?4, ?4, ?5, ?5)")
      .bind(sessionId, hashOf(sessionId), userId, LATER, Date.now()),
    db.prepare("INSERT INTO refresh_token (id, token_hash, session_id, expires_at, created_at) VALUES (?1, ?2, ?3, ?4, 1)").bind(newId("rtok"), hashOf(refreshToken), sessionId, LATER),
  ]);
  const program = new Program(url);
  program.token = (await program.ok<Tokens>("POST", "/api/auth/refresh", { refreshToken })).accessToken;
  return program;
}

/**
 * The rows that the path of an operation names, for one call that may change or delete them: the person's organization and
 * estate, and of everything else a new one.
 */
export async function newRows(stack: Stack, person: Person, { path }: Operation): Promise<Record<string, string>> {
  const rows: Record<string, string> = {};
  for (const name of parametersOf(path)) rows[name] = await rowOf(name).insert(placeOf(stack, person));
  return rows;
}

/** Where rows of a person's are added. */
export const placeOf = ({ db, bucket }: Stack, { organizationId, estateId, userId }: Person): Tenant => ({ db, bucket, organizationId, estateId, userId, newId });

/** Lets people with an address at this domain, which the person has proven, join the person's organization. */
export async function openToDomain({ db }: Stack, { organizationId, userId }: Person, domain: string): Promise<void> {
  await db.prepare("UPDATE user SET email_proven_at = 1 WHERE id = ?1").bind(userId).run();
  await db
    .prepare("INSERT INTO organization_domain (id, organization_id, domain, challenge, verified_at, auto_join, created_at, updated_at) VALUES (?1, ?2, ?3, 'demo', 1, 1, 1, 1)")
    .bind(newId("dom"), organizationId, domain)
    .run();
}

/**
 * One of everything that a tenant can have, created through the API where that leaves a trace (an audit event, a message, a
 * build's log) and else as a row. The ids are by path parameter, with `memberId` and `logoId` besides; no work is pending.
 */
export async function tenantOf(stack: Stack, owner: Person): Promise<Record<string, string>> {
  const { client, organizationId, estateId, userId } = owner;
  const { build, repository } = await connect(stack, owner, configuration({ secret: "of the tenant" }));
  await ended(owner, build.id);
  const path = `/api/organizations/${organizationId}`;
  const { key } = await client.ok<{ key: { id: string } }>("POST", `${path}/keys`, { name: "Of the tenant", scopes: ["estate.view"] }, 201);
  const domain = await client.ok<{ id: string }>("POST", `${path}/domains`, { domain: `${randomBytes(5).toString("hex")}.example` }, 201);
  const { invitation, url } = await client.ok<{ invitation: { id: string }; url: string }>("POST", `${path}/invitations`, { email: newEmail(), role: "viewer" }, 201);
  const picture = async (at: string, name: "image" | "logo") => {
    const { status, body } = await client.call("PUT", at, { raw: png(), headers: { "content-type": "image/png" } });
    expect(status).toBe(200);
    return (body as Record<string, string>)[name]?.split("/").at(-1) ?? "";
  };
  const member = await signUp(stack);
  await join(stack, member, organizationId, "member");
  const accounts = await client.ok<{ items: { id: string }[] }>("GET", "/api/user/accounts");
  const { slug } = await client.ok<{ slug: string }>("GET", path);
  const ids: Record<string, string> = {
    organizationId,
    estateId,
    userId,
    memberId: member.userId,
    buildId: build.id,
    repositoryId: String(repository.id),
    keyId: key.id,
    domainId: domain.id,
    invitationId: invitation.id,
    token: url.split("/").at(-1) ?? "",
    logoId: await picture(`${path}/logo`, "logo"),
    pictureId: await picture("/api/user/picture", "image"),
    sessionId: owner.sessionId,
    accountId: accounts.items[0]?.id ?? "",
    slug,
  };
  for (const [name, row] of Object.entries(ROWS)) ids[name] ??= row.visibleTo === "platform" ? UNKNOWN[name] ?? "" : await row.insert(placeOf(stack, owner));
  await quiet(stack);
  await unseen(stack);
  return ids;
}

/** Those of a tenant's ids that no other tenant may see. */
export const hiddenIn = (ids: Record<string, string>): string[] => Object.entries(ids).filter(([name]) => ROWS[name]?.visibleTo !== "platform").map(([, id]) => id);
