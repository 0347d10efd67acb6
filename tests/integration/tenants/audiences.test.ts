// Proves which operations are for every caller, for browsers, for signed-in users and for administrators, and that an API key is refused
// outside organizations and estates.
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { ROWS } from "../../stack/rows.ts";
import { Program } from "../support/program.ts";
import { watch } from "../support/changes.ts";
import { Client } from "../support/client.ts";
import { description, type Operation } from "../support/description.ts";
import { UNKNOWN, bodyFor, isAdmitted, pathOf, wrongBodyFor } from "../support/requests.ts";
import { grantAdmin, newEmail, signUp, type Person } from "../support/people.ts";
import { integration } from "../support/test.ts";
import { browserOf, keyOf, newRows, openToDomain, programOf, quiet, unseen } from "./tenant.ts";

const test = integration({ withoutRunner: true });

const OTHER_SITE = { origin: "https://elsewhere.example" };
const everyScope = Object.keys(description.permissions);

/** Calls an operation on new rows of the person's, with a body that is refused; resolves with "admitted" or the status. */
async function call(client: Client, operation: Operation, stack: Stack, person: Person, headers: Record<string, string> = {}): Promise<{ answer: "admitted" | number; cookie: string | null }> {
  const path = pathOf(operation, await newRows(stack, person, operation));
  const { headers: own, ...body } = wrongBodyFor(operation);
  const { status, headers: received } = await client.call(operation.method, path, { ...body, headers: { ...own, ...headers } });
  return { answer: isAdmitted(operation, status) ? "admitted" : status, cookie: received.get("set-cookie") };
}

test("browser operations need no session, and changes from another site are refused", async ({ stack, owner }) => {
  const anonymous = new Client(stack.url);
  const operations = description.forAudience("browser");
  expect(operations.length).toBeGreaterThanOrEqual(10);
  for (const operation of operations) {
    expect((await call(anonymous, operation, stack, owner)).answer, operation.id).toBe("admitted");
    if (operation.method === "GET") continue;
    const { headers, ...body } = bodyFor(operation);
    const refused = await anonymous.refused(operation.method, pathOf(operation, UNKNOWN), { ...body, headers: { ...headers, ...OTHER_SITE } });
    expect(refused, operation.id).toEqual({ status: 403, code: "ORIGIN_REFUSED" });
  }
});

test("operations for every caller need no origin, and neither read nor set a cookie", async ({ stack, owner }) => {
  const operations = description.forAudience("anyone");
  expect(operations.length).toBeGreaterThanOrEqual(5);
  for (const operation of operations) {
    expect((await call(new Program(stack.url), operation, stack, owner)).answer, operation.id).toBe("admitted");
    expect(await call(owner.client, operation, stack, owner, OTHER_SITE), operation.id).toEqual({ answer: "admitted", cookie: null });
  }
});

test("operations for signed-in users take a cookie or an access token, and refuse keys and anonymous callers", async ({ stack }) => {
  const person = await signUp(stack, newEmail("acme.example"));
  await openToDomain(stack, person, "acme.example");
  const { program: key } = await keyOf(stack, person, everyScope);
  let program = await programOf(stack, person);
  const operations = description.forAudience("signed_in");
  expect(operations.length).toBeGreaterThanOrEqual(20);
  for (const operation of operations) {
    expect((await call(await browserOf(stack, person), operation, stack, person)).answer, `${operation.id} by cookie`).toBe("admitted");
    // the operation may have ended the program's session
    if ((await program.call("GET", "/api/auth/me")).status === 401) program = await programOf(stack, person);
    expect((await call(program, operation, stack, person)).answer, `${operation.id} by access token`).toBe("admitted");
    await quiet(stack);
    await unseen(stack);
    const changes = await watch(stack);
    const [path, body] = [pathOf(operation, UNKNOWN), bodyFor(operation)];
    expect(await key.refused(operation.method, path, body), operation.id).toEqual({ status: 403, code: "API_KEY_REFUSED" });
    expect(await new Client(stack.url).refused(operation.method, path, body), operation.id).toEqual({ status: 401, code: "UNAUTHENTICATED" });
    expect(await new Program(stack.url, "neither.a.token").refused(operation.method, path, body), operation.id).toEqual({ status: 401, code: "UNAUTHENTICATED" });
    expect(await changes(), operation.id).toEqual([]);
    if ((await program.call("GET", "/api/auth/me")).status === 401) program = await programOf(stack, person);
  }
}, 180_000);

test("operations for administrators refuse users, administrators' keys and anonymous callers", async ({ stack, owner }) => {
  const user = await signUp(stack);
  await grantAdmin(stack, owner);
  const { program: key } = await keyOf(stack, owner, everyScope);
  const program = await programOf(stack, owner);
  const others: [Client, number, string][] = [
    [user.client, 403, "PERMISSION_DENIED"],
    [await programOf(stack, user), 403, "PERMISSION_DENIED"],
    [key, 403, "API_KEY_REFUSED"],
    [new Client(stack.url), 401, "UNAUTHENTICATED"],
  ];
  const operations = description.forAudience("administrator");
  expect(operations.length).toBeGreaterThanOrEqual(10);
  for (const operation of operations) {
    const browser = await browserOf(stack, owner);
    expect([(await call(browser, operation, stack, owner)).answer, (await call(program, operation, stack, owner)).answer], operation.id).toEqual(["admitted", "admitted"]);
    await quiet(stack);
    await unseen(stack);
    const changes = await watch(stack);
    const ids = { ...UNKNOWN, userId: user.userId, estateId: user.estateId };
    for (const [client, status, code] of others) {
      expect(await client.refused(operation.method, pathOf(operation, ids), bodyFor(operation)), operation.id).toEqual({ status, code });
    }
    expect(await changes(), operation.id).toEqual([]);
  }
}, 120_000);

test("every row of the tests is for a parameter of a path", () => {
  expect(Object.keys(UNKNOWN).sort()).toEqual(Object.keys(ROWS).sort());
});
