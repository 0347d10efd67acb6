// Proves that every operation with a body refuses invalid JSON, other media types, bodies that are too long and unknown fields.
import { expect } from "vitest";
import { description } from "../support/description.ts";
import { inParallel } from "../support/parallel.ts";
import { UNKNOWN, jsonFor, pathOf } from "../support/requests.ts";
import { grantAdmin } from "../support/people.ts";
import { test } from "../support/test.ts";

const LIMIT = 64 * 1024;
/** A body without a schema is a provider's: its signature is checked before it is parsed. */
const withBody = description.operations.filter(({ media, body }) => media.includes("application/json") && body !== null && Object.keys(body).length > 0);

test("the bodies that the tests send fit the API's description", () => {
  expect(withBody.length).toBeGreaterThan(20);
  expect(withBody.flatMap((operation) => description.bodyProblems(operation, jsonFor(operation)))).toEqual([]);
});

test("every invalid body is refused with its status, code and field", async ({ stack, owner }) => {
  await grantAdmin(stack, owner);
  const ids = { ...UNKNOWN, organizationId: owner.organizationId, estateId: owner.estateId };
  const json = { "content-type": "application/json" };
  await inParallel(withBody, async (operation) => {
    const send = (raw: string | Uint8Array, headers: Record<string, string> = json) => owner.client.refused(operation.method, pathOf(operation, ids), { raw, headers });
    const right = JSON.stringify(jsonFor(operation));
    expect(await send(right, { "content-type": "text/plain" }), operation.id).toEqual({ status: 415, code: "UNSUPPORTED_MEDIA_TYPE" });
    expect(await send(right, {})).toEqual({ status: 415, code: "UNSUPPORTED_MEDIA_TYPE" });
    const empty = operation.isBodyRequired ? [""] : []; // an optional body may be absent
    for (const malformed of [...empty, "{", "{'a':1}", `${right} x`, new Uint8Array([0xff, 0xfe])]) {
      expect(await send(malformed), `${operation.id} ${String(malformed)}`).toEqual({ status: 400, code: "MALFORMED_JSON" });
    }
    for (const other of ["[]", "7", '"text"', "null"]) {
      expect(await send(other), `${operation.id} ${other}`).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "body" });
    }
    expect(await send(JSON.stringify({ ...jsonFor(operation), surprise: 1 }))).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "surprise" });
    expect(await send(`{"surprise":"${"x".repeat(LIMIT)}"}`)).toEqual({ status: 413, code: "PAYLOAD_TOO_LARGE" });
    expect(await send("[".repeat(20_000))).toMatchObject({ status: 400 });
  });
});

test("names of organizations and estates have 1 to 100 printable characters", async ({ owner }) => {
  for (const path of ["/api/organizations", `/api/organizations/${owner.organizationId}/estates`]) {
    for (const name of ["", "   ", "x".repeat(101), "a\u001bb", 7, null, ["a"]]) {
      expect(await owner.client.refused("POST", path, { body: { name } }), JSON.stringify(name)).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "name" });
    }
    expect((await owner.client.call("POST", path, { body: { name: "ä".repeat(100) } })).status).toBe(201);
  }
});

test("lists refuse invalid limits and cursors", async ({ stack, owner }) => {
  await grantAdmin(stack, owner);
  const lists = description.operations.filter(({ parameters }) => parameters.some(({ name }) => name === "cursor"));
  expect(lists.length).toBeGreaterThanOrEqual(5);
  const ids = { ...UNKNOWN, organizationId: owner.organizationId, estateId: owner.estateId, userId: owner.userId };
  await inParallel(lists, async (operation) => {
    const path = pathOf(operation, ids);
    for (const limit of ["0", "101", "-1", "many", "1.5", ""]) {
      expect(await owner.client.refused("GET", `${path}?limit=${limit}`), `${operation.id} ${limit}`).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "limit" });
    }
    for (const cursor of ["", "%00", "!", "x".repeat(300)]) {
      expect(await owner.client.refused("GET", `${path}?cursor=${cursor}`), `${operation.id} ${cursor}`).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "cursor" });
    }
    expect((await owner.client.call("GET", `${path}?limit=100`)).status).toBe(200);
  });
});
