// Proves, operation by operation, what each role and each kind of credential may do in an organization and in an estate: an operation that the caller
// may see but not use is answered 403, one that it may not see 404, and a denied request changes nothing.
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { watch } from "../support/changes.ts";
import type { Client } from "../support/client.ts";
import { CREDENTIAL_KINDS, description } from "../support/description.ts";
import { newId } from "../support/ids.ts";
import { inParallel } from "../support/parallel.ts";
import { bodyFor, isAdmitted, pathOf, wrongBodyFor } from "../support/requests.ts";
import type { Person } from "../support/people.ts";
import type { Program } from "../support/program.ts";
import { integration } from "../support/test.ts";
import { CALLERS, REVIEWED, ROLES, answerTo, roleOf, type Caller } from "./access.ts";
import { impersonatorOf, keyOf, newRows, programOfUser, quiet, tenantOf, userOf } from "./tenant.ts";

const test = integration({});

const everyPermission = Object.keys(description.permissions);
/** What every custom role has. */
const BASIC = ["organization.view", "organization.leave", "estate.view"];
const everyScope = Object.entries(description.permissions).filter(([, { credentials }]) => credentials.includes("apiKey")).map(([name]) => name);

/** The callers of `CALLERS`. */
class Cast {
  readonly #stack: Stack;
  readonly #owner: Person;
  readonly #users = new Map<Caller, { userId: string; membershipId: string; client: Client }>();
  readonly #teamId = newId("team");
  readonly #customRoles = { custom: newId("role"), otherCustom: newId("role") };
  readonly #keys = new Map<Caller, { id: string; program: Program }>();

  private constructor(stack: Stack, owner: Person) {
    this.#stack = stack;
    this.#owner = owner;
  }

  static async of(stack: Stack, owner: Person): Promise<Cast> {
    const cast = new Cast(stack, owner);
    for (const caller of CALLERS) {
      if (caller === "key" || caller === "otherKey") cast.#keys.set(caller, await keyOf(stack, owner, []));
      else {
        const user = await userOf(stack);
        const client = caller === "program" ? await programOfUser(stack, user) : caller === "impersonation" ? await impersonatorOf(stack, user) : user.client;
        cast.#users.set(caller, { membershipId: newId("member"), userId: user.userId, client });
      }
    }
    return cast;
  }

  client(caller: Caller): Client {
    const found = this.#users.get(caller)?.client ?? this.#keys.get(caller)?.program;
    if (found === undefined) throw new Error(`there is no client for ${caller}`);
    return found;
  }

  /** Restores what an admitted call may have taken away: roles and custom roles, the team, the scopes of keys, and the estate's repository. */
  async prepare(permission: string): Promise<void> {
    const { db } = this.#stack;
    const { organizationId, estateId } = this.#owner;
    const members = [...this.#users].map(([caller, { userId, membershipId: id }]) => ({ id, userId, role: roleOf(caller) }));
    const custom = { custom: [...BASIC, permission], otherCustom: everyPermission.filter((name) => name !== permission) };
    const scopes = { key: [permission], otherKey: everyScope.filter((name) => name !== permission) };
    await db.batch([
      db.prepare("DELETE FROM organization_user_membership WHERE organization_id = ?1 AND user_id IN (SELECT value ->> 'userId' FROM json_each(?2))").bind(organizationId, JSON.stringify(members)),
      db.prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) SELECT value ->> 'id', ?1, value ->> 'userId', value ->> 'role', 1, 1 FROM json_each(?2)").bind(organizationId, JSON.stringify(members)),
      ...Object.entries(custom).flatMap(([caller, names]) => {
        const [membershipId, id] = [this.#users.get(caller as Caller)?.membershipId, this.#customRoles[caller as keyof typeof custom]];
        return [
          db.prepare("INSERT OR REPLACE INTO custom_role (id, organization_id, name, base_role, permissions, created_at, updated_at) VALUES (?1, ?2, ?1, 'admin', ?3, 1, 1)").bind(id, organizationId, JSON.stringify(names)),
          db.prepare("UPDATE organization_user_membership SET custom_role_id = ?2 WHERE id = ?1").bind(membershipId, id),
          db.prepare("INSERT INTO estate_grant (membership_id, estate_id, role, created_at) VALUES (?1, ?2, 'admin', 1)").bind(membershipId, estateId),
        ];
      }),
      db.prepare("INSERT INTO estate_grant (membership_id, estate_id, created_at) VALUES (?1, ?2, 1)").bind(this.#users.get("granted")?.membershipId, estateId),
      db.prepare("INSERT INTO estate_grant (membership_id, estate_id, role, created_at) VALUES (?1, ?2, 'member', 1)").bind(this.#users.get("onEstate")?.membershipId, estateId),
      db.prepare("DELETE FROM team WHERE id = ?1").bind(this.#teamId),
      db.prepare("INSERT INTO team (id, organization_id, name, created_at, updated_at) VALUES (?1, ?2, 'Of the cast', 1, 1)").bind(this.#teamId, organizationId),
      db.prepare("INSERT INTO team_member (membership_id, team_id, created_at) VALUES (?1, ?2, 1)").bind(this.#users.get("ofTeam")?.membershipId, this.#teamId),
      db.prepare("INSERT INTO team_estate (team_id, estate_id, role, created_at) VALUES (?1, ?2, 'admin', 1)").bind(this.#teamId, estateId),
      ...Object.entries(scopes).map(([caller, names]) => db.prepare("UPDATE api_key SET scopes = ?2 WHERE id = ?1").bind(this.#keys.get(caller as Caller)?.id, JSON.stringify(names))),
      db.prepare("UPDATE config_source SET deactivated_at = NULL WHERE estate_id = ?1").bind(estateId),
    ]);
  }
}

/** Calls every operation within the organization or the estate as every caller, and compares the answers with what is declared. */
async function checkAll(stack: Stack, owner: Person, within: "organization" | "estate"): Promise<void> {
  const operations = description.within(within);
  expect(operations.length).toBeGreaterThanOrEqual(15);
  const ids = await tenantOf(stack, owner);
  const cast = await Cast.of(stack, owner);
  for (const operation of operations) {
    const { method, requirement } = operation;
    const declared = Object.fromEntries(CALLERS.map((caller) => [caller, answerTo(caller, requirement)]));
    const answers: Record<string, unknown> = {};
    for (const caller of CALLERS.filter((candidate) => declared[candidate] === "admitted")) {
      await cast.prepare(requirement.permission);
      const path = pathOf(operation, method === "GET" ? ids : { ...ids, ...(await newRows(stack, owner, operation)) });
      const { status } = await cast.client(caller).call(method, path, wrongBodyFor(operation));
      answers[caller] = isAdmitted(operation, status) ? "admitted" : status;
    }
    await cast.prepare(requirement.permission);
    await quiet(stack);
    const changes = await watch(stack);
    await inParallel(CALLERS.filter((candidate) => declared[candidate] !== "admitted"), async (caller) => {
      const { status, code } = await cast.client(caller).refused(method, pathOf(operation, ids), bodyFor(operation));
      answers[caller] = `${status} ${code}`;
    });
    expect(await changes(), operation.id).toEqual([]);
    expect(answers, `${operation.id}, which needs ${requirement.permission}`).toEqual(declared);
  }
}

test("each permission belongs to the reviewed roles and kinds of credential", () => {
  const yesOrNo = (has: boolean) => (has ? "yes" : "no");
  const found = Object.entries(description.permissions).map(([name, { roles, credentials, denial }]) => [
    name,
    [...ROLES.map((role) => yesOrNo(roles.includes(role))), ...CREDENTIAL_KINDS.map((kind) => yesOrNo(credentials.includes(kind))), denial].join(" "),
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.entries(REVIEWED).map(([name, row]) => [name, row.replace(/\s+/g, " ")])));
});

test("every permission is needed by an operation", () => {
  expect([...new Set(description.within().map(({ requirement }) => requirement.permission))].sort()).toEqual(Object.keys(description.permissions).sort());
});

test("each caller is admitted to operations in an organization as declared", async ({ stack, owner }) => {
  await checkAll(stack, owner, "organization");
}, 240_000);

test("each caller is admitted to operations in an estate as declared", async ({ stack, owner }) => {
  await checkAll(stack, owner, "estate");
}, 240_000);

test("an organization of which a user is an external member is not listed", async ({ stack, owner }) => {
  const cast = await Cast.of(stack, owner);
  await cast.prepare("organization.view");
  const paths = ["/api/auth/me", "/api/organizations", "/api/user/export"];
  for (const path of paths.slice(0, 2)) expect((await cast.client("external").call("GET", path)).text, path).not.toContain(owner.organizationId);
  for (const path of paths) expect((await cast.client("guest").call("GET", path)).text, path).toContain(owner.organizationId);
});
