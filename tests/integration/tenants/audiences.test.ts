// Proves which operations are for every caller, for browsers, for sessions, for people, for users alone and for administrators, and that
// every other kind of credential is refused outside organizations and estates.
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
import { browserOf, impersonatorOf, keyOf, newRows, openToDomain, programOfUser, quiet, unseen } from "./tenant.ts";

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

/** Operations for every caller that take the access token of an app, which no caller here has. */
const FOR_APPS = ["oauth.getUserInfo", "oauth.postUserInfo"];

test("operations for every caller need no origin, and neither read nor set a cookie", async ({ stack, owner }) => {
  const operations = description.forAudience("anyone");
  expect(operations.length).toBeGreaterThanOrEqual(5);
  for (const operation of operations.filter(({ id }) => !FOR_APPS.includes(id))) {
    expect((await call(new Program(stack.url), operation, stack, owner)).answer, operation.id).toBe("admitted");
    expect(await call(owner.client, operation, stack, owner, OTHER_SITE), operation.id).toEqual({ answer: "admitted", cookie: null });
  }
  for (const operation of operations.filter(({ id }) => FOR_APPS.includes(id))) {
    expect(await owner.client.call(operation.method, operation.path, { headers: OTHER_SITE }), operation.id).toMatchObject({ status: 401 });
  }
});

/** The audiences of operations that need a session, with the least of them and what refuses each other kind of credential. */
const WITH_SESSION = [
  ["signed_in", 5, { impersonation: "admitted", program: "admitted" }],
  ["person_only", 5, { impersonation: "admitted", program: "403 PROGRAM_REFUSED" }],
  ["user_only", 12, { impersonation: "403 PERMISSION_DENIED", program: "403 PROGRAM_REFUSED" }],
] as const;

for (const [audience, least, others] of WITH_SESSION) {
  test(`operations of the audience ${audience} take a cookie, and an impersonation or a program only where declared`, async ({ stack }) => {
    const domain = `${audience.replace("_", "-")}.example`;
    const person = await signUp(stack, newEmail(domain));
    await openToDomain(stack, person, domain);
    const operations = description.forAudience(audience);
    expect(operations.length).toBeGreaterThanOrEqual(least);
    const { program: key } = await keyOf(stack, person, everyScope);
    for (const operation of operations) {
      expect((await call(await browserOf(stack, person), operation, stack, person)).answer, `${operation.id} by cookie`).toBe("admitted");
      const callers = { impersonation: await impersonatorOf(stack, person), program: await programOfUser(stack, person) };
      for (const [kind, expected] of Object.entries(others)) {
        if (expected !== "admitted") continue;
        expect((await call(callers[kind as keyof typeof callers], operation, stack, person)).answer, `${operation.id} by ${kind}`).toBe("admitted");
      }
      await quiet(stack);
      await unseen(stack);
      const changes = await watch(stack);
      const [path, body] = [pathOf(operation, UNKNOWN), bodyFor(operation)];
      const refusal = async (client: Client) => {
        const { status, code } = await client.refused(operation.method, path, body);
        return `${status} ${code}`;
      };
      for (const [kind, expected] of Object.entries(others)) {
        if (expected !== "admitted") expect(await refusal(callers[kind as keyof typeof callers]), `${operation.id} by ${kind}`).toBe(expected);
      }
      expect(await refusal(key), operation.id).toBe("403 API_KEY_REFUSED");
      expect(await refusal(new Client(stack.url)), operation.id).toBe("401 UNAUTHENTICATED");
      expect(await refusal(new Program(stack.url, "neither.a.token")), operation.id).toBe("401 UNAUTHENTICATED");
      expect(await changes(), operation.id).toEqual([]);
    }
  }, 180_000);
}

test("operations for administrators refuse users, programs, keys, impersonations and anonymous callers", async ({ stack, owner }) => {
  const user = await signUp(stack);
  await grantAdmin(stack, owner);
  const { program: key } = await keyOf(stack, owner, everyScope);
  const others: [Client, number, string][] = [
    [user.client, 403, "PERMISSION_DENIED"],
    [await programOfUser(stack, user), 403, "PERMISSION_DENIED"],
    [await programOfUser(stack, owner), 403, "PROGRAM_REFUSED"],
    [await impersonatorOf(stack, owner), 403, "PERMISSION_DENIED"],
    [key, 403, "API_KEY_REFUSED"],
    [new Client(stack.url), 401, "UNAUTHENTICATED"],
  ];
  const operations = description.forAudience("administrator");
  expect(operations.length).toBeGreaterThanOrEqual(10);
  for (const operation of operations) {
    expect((await call(await browserOf(stack, owner), operation, stack, owner)).answer, operation.id).toBe("admitted");
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
