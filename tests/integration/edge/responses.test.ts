// Proves that every response under /api has the envelope, a request id and the security headers, and that every other path is the page.
import { expect } from "vitest";
import type { ErrorBody } from "../support/client.ts";
import { description, type Operation } from "../support/description.ts";
import { inParallel } from "../support/parallel.ts";
import { UNKNOWN, pathOf } from "../support/requests.ts";
import { test } from "../support/test.ts";

const REQUEST_ID = /^req_[0-9a-z]{26}$/;

test("an unknown path is answered 404 and a known one with another method 405, both in the envelope", async ({ owner }) => {
  for (const path of ["/api", "/api/", "/api/nothing", "/api/auth/me/", "/api//auth/me", "/api/auth/%6de", "/api/..%2fauth", "/api/%ff"]) {
    expect(await owner.client.refused("GET", path), path).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  const withoutQuery = (operation: Operation) => pathOf(operation, UNKNOWN).split("?")[0] ?? "";
  const paths = new Set(description.operations.map(withoutQuery));
  await inParallel([...paths], async (path) => {
    const known = description.operations.filter((operation) => withoutQuery(operation) === path).map(({ method }) => method);
    const other = ["GET", "POST", "PUT", "DELETE", "PATCH"].filter((method) => !known.includes(method));
    for (const method of other) expect(await owner.client.refused(method, path), `${method} ${path}`).toEqual({ status: 405, code: "METHOD_NOT_ALLOWED" });
  });
});

test("responses carry a new request id each and the security headers", async ({ owner }) => {
  const answers = [await owner.client.call("GET", "/api/auth/me"), await owner.client.call("GET", "/api/nothing"), await owner.client.call("GET", "/api/health")];
  const ids = answers.map(({ headers }) => headers.get("x-request-id") ?? "");
  expect(ids.every((id) => REQUEST_ID.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect((answers[1]?.body as ErrorBody).requestId).toBe(ids[1]);
  for (const { headers } of answers) {
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("strict-transport-security")).toContain("max-age=63072000");
  }
});

test("health reports the bindings, and checks the runner only with deep=true", async ({ owner }) => {
  const { status, body } = await owner.client.call("GET", "/api/health");
  expect([status, body]).toEqual([200, { status: "ok", bindings: { database: "ok", bucket: "ok", queue: "ok", durableObjects: "ok", runner: "unchecked" } }]);
  const deep = await owner.client.call("GET", "/api/health?deep=true");
  expect([deep.status, deep.body]).toEqual([200, { status: "ok", bindings: { database: "ok", bucket: "ok", queue: "ok", durableObjects: "ok", runner: "ok" } }]);
  expect(await owner.client.refused("GET", "/api/health?deep=perhaps")).toMatchObject({ status: 400, field: "deep" });
});

test("every other path is the page, whose content security policy allows only its own scripts", async ({ stack }) => {
  for (const path of ["/", "/login", `/${UNKNOWN["organizationId"]}/${UNKNOWN["estateId"]}/builds`, "/nothing/of/the/kind"]) {
    const answer = await fetch(stack.url + path, { headers: { accept: "text/html", "sec-fetch-mode": "navigate" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=63072000;");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/script-src 'self'|default-src 'self'/);
    expect(/script-src[^;]*unsafe-inline/.test(policy)).toBe(false);
  }
});
