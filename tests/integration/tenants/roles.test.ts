// Proves, operation by operation, what each role and each API key may do in an organization and in an estate: what it may see but not do
// is 403, what it may not see is 404, and a refusal changes nothing.
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { Program } from "../support/program.ts";
import { watch } from "../support/changes.ts";
import { Client } from "../support/client.ts";
import { description, type Operation } from "../support/description.ts";
import { newId } from "../support/ids.ts";
import { bodyFor, pathOf, wrongBodyFor } from "../support/paths.ts";
import { signUp, type Person } from "../support/people.ts";
import { integration } from "../support/test.ts";
import { spareIds } from "./spares.ts";
import { CALLERS, IN_ESTATE, IN_ORGANIZATION, rowOf, type Caller } from "./table.ts";
import { keyOf, quiet, tenantOf, unseen } from "./tenant.ts";

const test = integration({});

const MEMBERSHIPS = ["organization_user_membership", "estate_grant", "api_key"];
const CODES: Record<number, string> = { 403: "PERMISSION_DENIED", 404: "NOT_FOUND" };
const everyScope = Object.entries(description.permissions).filter(([, { byKey }]) => byKey).map(([name]) => name);

/** A person who becomes each of the callers in turn, and a key of the owner. */
class Cast {
  readonly #stack: Stack;
  readonly #owner: Person;
  readonly #person: Person;
  readonly #key: { id: string; program: Program };

  private constructor(stack: Stack, owner: Person, person: Person, key: { id: string; program: Program }) {
    this.#stack = stack;
    this.#owner = owner;
    this.#person = person;
    this.#key = key;
  }

  static async of(stack: Stack, owner: Person): Promise<Cast> {
    const person = await signUp(stack);
    await unseen(stack);
    return new Cast(stack, owner, person, await keyOf(stack, owner, []));
  }

  /** Whoever the table means, with the permission in question. */
  async as(caller: Caller, permission: string): Promise<Client> {
    const { db } = this.#stack;
    if (caller === "key" || caller === "otherKey") {
      const scopes = caller === "key" ? [permission] : everyScope.filter((name) => name !== permission);
      await db.prepare("UPDATE api_key SET scopes = ?2 WHERE id = ?1").bind(this.#key.id, JSON.stringify(scopes)).run();
      return this.#key.program;
    }
    const { organizationId, estateId } = this.#owner;
    const id = newId("member");
    const statements = [
      db.prepare("DELETE FROM organization_user_membership WHERE user_id = ?1 AND organization_id = ?2").bind(this.#person.userId, organizationId),
      db.prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, 1, 1)").bind(id, organizationId, this.#person.userId, caller === "granted" ? "guest" : caller),
    ];
    if (caller === "granted") statements.push(db.prepare("INSERT INTO estate_grant (membership_id, estate_id, created_at) VALUES (?1, ?2, 1)").bind(id, estateId));
    await db.batch(statements);
    return this.#person.client;
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
    for (const caller of CALLERS.filter((candidate) => cells[candidate] === "yes")) {
      const client = await cast.as(caller, permission);
      const path = pathOf(operation, await spareIds(stack, owner, operation.id, ids));
      const { status } = await client.call(operation.method, path, wrongBodyFor(operation));
      got.set(caller, status === due ? "yes" : String(status));
    }
    await quiet(stack);
    const changes = await watch(stack, MEMBERSHIPS);
    for (const caller of CALLERS.filter((candidate) => cells[candidate] !== "yes")) {
      const client = await cast.as(caller, permission);
      const { status, code } = await client.refused(operation.method, pathOf(operation, ids), bodyFor(operation));
      got.set(caller, code === CODES[status] ? String(status) : `${status} ${code}`);
    }
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
  const paths = ["/api/auth/me", "/api/organizations", "/api/user/export"];
  const outside = await cast.as("external", "organization.view");
  for (const path of paths.slice(0, 2)) expect((await outside.call("GET", path)).text, path).not.toContain(owner.organizationId);
  const guest = await cast.as("guest", "organization.view");
  for (const path of paths) expect((await guest.call("GET", path)).text, path).toContain(owner.organizationId);
});
