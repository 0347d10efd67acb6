// Proves which operations are for anybody, for programs, for signed-in users and for administrators, and that an API key is refused
// outside organizations and estates.
import { expect } from "vitest";
import { Program } from "../support/program.ts";
import { watch } from "../support/changes.ts";
import { Client } from "../support/client.ts";
import { description, type Operation } from "../support/description.ts";
import { NOTHING, bodyFor, pathOf, wrongBodyFor } from "../support/paths.ts";
import { signUp } from "../support/people.ts";
import { integration } from "../support/test.ts";
import { ADMINISTRATOR, IN_ESTATE, IN_ORGANIZATION, PROGRAM, PUBLIC, SIGNED_IN } from "./table.ts";
import { browserOf, keyOf, programOf, quiet, unseen } from "./tenant.ts";

const test = integration({ withoutRunner: true });

const operationsOf = (table: Record<string, unknown>): Operation[] => description.operations.filter(({ id }) => id in table);
const everyScope = Object.keys(description.permissions);

/** A request that is refused later, or changes nothing. */
const tryOut = async (client: Client, operation: Operation): Promise<number> => (await client.call(operation.method, pathOf(operation, NOTHING), wrongBodyFor(operation))).status;

test("every operation of the API has a row in one table", () => {
  const rows = [PUBLIC, PROGRAM, SIGNED_IN, ADMINISTRATOR, IN_ORGANIZATION, IN_ESTATE].flatMap((table) => Object.keys(table));
  expect(rows.sort()).toEqual(description.operations.map(({ id }) => id).sort());
});

test("public operations need no session, and changes from another site are refused", async ({ stack }) => {
  const nobody = new Client(stack.url);
  for (const operation of operationsOf(PUBLIC)) {
    expect(await tryOut(nobody, operation), operation.id).toBe(PUBLIC[operation.id]);
    if (operation.method === "GET") continue;
    const { headers, ...body } = bodyFor(operation);
    const refused = await nobody.refused(operation.method, pathOf(operation, NOTHING), { ...body, headers: { ...headers, origin: "https://elsewhere.example" } });
    expect(refused, operation.id).toEqual({ status: 403, code: "ORIGIN_REFUSED" });
  }
});

test("operations for programs need no origin, and neither read nor set a cookie", async ({ stack, owner }) => {
  for (const operation of operationsOf(PROGRAM)) {
    expect(await tryOut(new Program(stack.url), operation), operation.id).toBe(PROGRAM[operation.id]);
    const { headers, ...body } = wrongBodyFor(operation);
    const answer = await owner.client.call(operation.method, pathOf(operation, NOTHING), { ...body, headers: { ...headers, origin: "https://elsewhere.example" } });
    expect([answer.status, answer.headers.get("set-cookie")], operation.id).toEqual([PROGRAM[operation.id], null]);
  }
});

test("operations for signed-in users take a cookie or an access token, and refuse keys and anonymous callers", async ({ stack, owner }) => {
  const { program: key } = await keyOf(stack, owner, everyScope);
  let program = await programOf(stack, owner);
  for (const operation of operationsOf(SIGNED_IN)) {
    const due = SIGNED_IN[operation.id];
    expect(await tryOut(await browserOf(stack, owner), operation), `${operation.id} by cookie`).toBe(due);
    // what ended the other sessions has ended that one too
    if (operation.id === "user.endOtherSessions") program = await programOf(stack, owner);
    expect(await tryOut(program, operation), `${operation.id} by access token`).toBe(due);
    if (operation.id === "auth.signOut") program = await programOf(stack, owner);
    await quiet(stack);
    await unseen(stack);
    const changes = await watch(stack);
    const [path, body] = [pathOf(operation, NOTHING), bodyFor(operation)];
    expect(await key.refused(operation.method, path, body), operation.id).toEqual({ status: 403, code: "API_KEY_REFUSED" });
    expect(await new Client(stack.url).refused(operation.method, path, body), operation.id).toEqual({ status: 401, code: "UNAUTHENTICATED" });
    expect(await new Program(stack.url, "neither.a.token").refused(operation.method, path, body), operation.id).toEqual({ status: 401, code: "UNAUTHENTICATED" });
    expect(await changes(), operation.id).toEqual([]);
  }
}, 180_000);

test("operations for administrators refuse users, administrators' keys and anonymous callers", async ({ stack, owner }) => {
  const user = await signUp(stack);
  await stack.db.prepare("UPDATE user SET role = 'admin' WHERE id = ?1").bind(owner.userId).run();
  const { program: key } = await keyOf(stack, owner, everyScope);
  const program = await programOf(stack, owner);
  const others: [Client, number, string][] = [
    [user.client, 403, "PERMISSION_DENIED"],
    [await programOf(stack, user), 403, "PERMISSION_DENIED"],
    [key, 403, "API_KEY_REFUSED"],
    [new Client(stack.url), 401, "UNAUTHENTICATED"],
  ];
  for (const operation of operationsOf(ADMINISTRATOR)) {
    const due = ADMINISTRATOR[operation.id];
    expect([await tryOut(owner.client, operation), await tryOut(program, operation)], operation.id).toEqual([due, due]);
    await quiet(stack);
    await unseen(stack);
    const changes = await watch(stack);
    for (const [client, status, code] of others) {
      expect(await client.refused(operation.method, pathOf(operation, { ...NOTHING, userId: user.userId, estateId: user.estateId }), bodyFor(operation)), operation.id).toEqual({ status, code });
    }
    expect(await changes(), operation.id).toEqual([]);
  }
}, 120_000);
