// Proves, operation by operation, what each role and each API key may do in an organization and in an estate: what it may see but not do
// is 403, what it may not see is 404, and a refusal changes nothing.
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { watch } from "../support/changes.ts";
import type { Client } from "../support/client.ts";
import { description, type Operation } from "../support/description.ts";
import { newId } from "../support/ids.ts";
import { inParallel } from "../support/parallel.ts";
import { bodyFor, pathOf, wrongBodyFor } from "../support/paths.ts";
import type { Person } from "../support/people.ts";
import type { Program } from "../support/program.ts";
import { integration } from "../support/test.ts";
import { spareIds } from "./spares.ts";
import { CALLERS, IN_ESTATE, IN_ORGANIZATION, rowOf, type Caller } from "./table.ts";
import { keyOf, quiet, tenantOf, userOf } from "./tenant.ts";

const test = integration({});

const CODES: Record<number, string> = { 403: "PERMISSION_DENIED", 404: "NOT_FOUND" };
const everyScope = Object.entries(description.permissions).filter(([, { byKey }]) => byKey).map(([name]) => name);

/** One user for each role of the table, and two API keys of the owner. */
class Cast {
  readonly #stack: Stack;
  readonly #owner: Person;
  readonly #users = new Map<Caller, { userId: string; membershipId: string; client: Client }>();
  readonly #keys = new Map<Caller, { id: string; program: Program }>();

  private constructor(stack: Stack, owner: Person) {
    this.#stack = stack;
    this.#owner = owner;
  }

  static async of(stack: Stack, owner: Person): Promise<Cast> {
    const cast = new Cast(stack, owner);
    for (const caller of CALLERS) {
      if (caller === "key" || caller === "otherKey") cast.#keys.set(caller, await keyOf(stack, owner, []));
      else cast.#users.set(caller, { membershipId: newId("member"), ...(await userOf(stack)) });
    }
    return cast;
  }

  client(caller: Caller): Client {
    const found = this.#users.get(caller)?.client ?? this.#keys.get(caller)?.program;
    if (found === undefined) throw new Error(`nobody is ${caller}`);
    return found;
  }

  /** Gives everybody their role again, one key the permission and the other key every other one. */
  async prepare(permission: string): Promise<void> {
    const { db } = this.#stack;
    const { organizationId, estateId } = this.#owner;
    const members = [...this.#users].map(([caller, { userId, membershipId: id }]) => ({ id, userId, role: caller === "granted" ? "guest" : caller }));
    const scopes = { key: [permission], otherKey: everyScope.filter((name) => name !== permission) };
    await db.batch([
      db.prepare("DELETE FROM organization_user_membership WHERE organization_id = ?1 AND user_id IN (SELECT value ->> 'userId' FROM json_each(?2))").bind(organizationId, JSON.stringify(members)),
      db.prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) SELECT value ->> 'id', ?1, value ->> 'userId', value ->> 'role', 1, 1 FROM json_each(?2)").bind(organizationId, JSON.stringify(members)),
      db.prepare("INSERT INTO estate_grant (membership_id, estate_id, created_at) VALUES (?1, ?2, 1)").bind(this.#users.get("granted")?.membershipId, estateId),
      ...Object.entries(scopes).map(([caller, names]) => db.prepare("UPDATE api_key SET scopes = ?2 WHERE id = ?1").bind(this.#keys.get(caller as Caller)?.id, JSON.stringify(names))),
    ]);
  }
}

/** What every caller gets, in the words of the table. */
async function tried(stack: Stack, owner: Person, table: Record<string, string>, operations: Operation[]): Promise<Record<string, string>> {
  const ids = await tenantOf(stack, owner);
  const cast = await Cast.of(stack, owner);
  const found: Record<string, string> = {};
  for (const operation of operations) {
    const { permission, status: due, cells } = rowOf(table[operation.id] ?? "");
    const got = new Map<Caller, string>();
    await cast.prepare(permission);
    for (const caller of CALLERS.filter((candidate) => cells[candidate] === "yes")) {
      const path = pathOf(operation, await spareIds(stack, owner, operation.id, ids));
      const { status } = await cast.client(caller).call(operation.method, path, wrongBodyFor(operation));
      got.set(caller, status === due ? "yes" : String(status));
    }
    await quiet(stack);
    const changes = await watch(stack);
    await inParallel(CALLERS.filter((candidate) => cells[candidate] !== "yes"), async (caller) => {
      const { status, code } = await cast.client(caller).refused(operation.method, pathOf(operation, ids), bodyFor(operation));
      got.set(caller, code === CODES[status] ? String(status) : `${status} ${code}`);
    });
    expect(await changes(), operation.id).toEqual([]);
    found[operation.id] = [permission, due, ...CALLERS.map((caller) => got.get(caller))].join(" ");
  }
  return found;
}

const plain = (table: Record<string, string>) => Object.fromEntries(Object.entries(table).map(([id, row]) => [id, row.replace(/\s+/g, " ")]));
const within = (parameter: string) => description.operations.filter(({ id, path }) => path.includes(`{${parameter}}`) && !path.startsWith("/api/admin/") && id !== "organization.join");

test("each row agrees with the table of permissions", () => {
  for (const [id, text] of Object.entries({ ...IN_ORGANIZATION, ...IN_ESTATE })) {
    const { permission, cells } = rowOf(text);
    const { roles = [], byKey = false } = description.permissions[permission] ?? {};
    const may = (role: string) => roles.includes(role) && !(role === "guest" && id in IN_ESTATE);
    for (const role of ["owner", "admin", "member", "viewer", "guest", "external"] as const) expect(cells[role] === "yes", `${id} ${role}`).toBe(may(role));
    expect([cells.granted === "yes", cells.key === "yes"], id).toEqual([roles.includes("guest"), byKey]);
  }
});

test("what each caller may do in an organization", async ({ stack, owner }) => {
  const operations = within("organizationId");
  expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(IN_ORGANIZATION).sort());
  expect(await tried(stack, owner, IN_ORGANIZATION, operations)).toEqual(plain(IN_ORGANIZATION));
}, 180_000);

test("what each caller may do in an estate", async ({ stack, owner }) => {
  const operations = within("estateId");
  expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(IN_ESTATE).sort());
  expect(await tried(stack, owner, IN_ESTATE, operations)).toEqual(plain(IN_ESTATE));
}, 180_000);

test("an organization of which a user is an external member is not listed", async ({ stack, owner }) => {
  const cast = await Cast.of(stack, owner);
  await cast.prepare("organization.view");
  const paths = ["/api/auth/me", "/api/organizations", "/api/user/export"];
  for (const path of paths.slice(0, 2)) expect((await cast.client("external").call("GET", path)).text, path).not.toContain(owner.organizationId);
  for (const path of paths) expect((await cast.client("guest").call("GET", path)).text, path).toContain(owner.organizationId);
});
