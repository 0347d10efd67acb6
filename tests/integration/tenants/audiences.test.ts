// Proves that operations for browsers need no session and refuse other origins, and that those for every caller need no origin and no cookie.
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { ROWS } from "../../stack/rows.ts";
import { Program } from "../support/program.ts";
import { Client } from "../support/client.ts";
import { description, type Operation } from "../support/description.ts";
import { UNKNOWN, bodyFor, isAdmitted, pathOf, wrongBodyFor } from "../support/requests.ts";
import type { Person } from "../support/people.ts";
import { integration } from "../support/test.ts";
import { FOR_APPS } from "./access.ts";
import { newRows } from "./tenant.ts";

const test = integration({ withoutRunner: true });

const OTHER_SITE = { origin: "https://elsewhere.example" };

/** Calls an operation on new rows of the person's, with a body that is refused; resolves with "admitted" or the status. */
async function call(client: Client, operation: Operation, stack: Stack, person: Person, headers: Record<string, string> = {}): Promise<{ answer: "admitted" | number; cookie: string | null }> {
  const path = pathOf(operation, await newRows(stack, person, operation));
  const { headers: own, ...body } = wrongBodyFor(operation);
  const { status, headers: received } = await client.call(operation.method, path, { ...body, headers: { ...own, ...headers } });
  return { answer: isAdmitted(operation, status) ? "admitted" : status, cookie: received.get("set-cookie") };
}

test("browser operations need no session, and changes from another site are refused", async ({ stack, owner }) => {
  const anonymous = new Client(stack.url);
  // the page of Turnstile's widget does not exist where Turnstile is not configured
  const operations = description.forAudience("browser").filter(({ id }) => id !== "auth.showHumanCheck");
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
  for (const operation of operations.filter(({ id }) => !FOR_APPS.includes(id))) {
    expect((await call(new Program(stack.url), operation, stack, owner)).answer, operation.id).toBe("admitted");
    expect(await call(owner.client, operation, stack, owner, OTHER_SITE), operation.id).toEqual({ answer: "admitted", cookie: null });
  }
  for (const operation of operations.filter(({ id }) => FOR_APPS.includes(id))) {
    expect(await owner.client.call(operation.method, operation.path, { headers: OTHER_SITE }), operation.id).toMatchObject({ status: 401 });
  }
});

test("every row of the tests is for a parameter of a path", () => {
  expect(Object.keys(UNKNOWN).sort()).toEqual(Object.keys(ROWS).sort());
});
