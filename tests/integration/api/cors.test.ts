// Proves that only the listed foreign origins may call the API, and only with a bearer token, never with the cookie.
import { expect } from "vitest";
import { Program, type Tokens } from "../support/program.ts";
import { PASSWORD } from "../support/people.ts";
import { ALLOWED_ORIGINS, test } from "../support/test.ts";

const [EXTENSION = ""] = ALLOWED_ORIGINS;
const preflight = (url: string, origin: string) =>
  fetch(`${url}/api/auth/me`, { method: "OPTIONS", headers: { origin, "access-control-request-method": "PATCH", "access-control-request-headers": "authorization" } });

test("a listed origin passes the preflight, signs in, calls the API and reads the response headers", async ({ stack, owner }) => {
  const asked = await preflight(stack.url, EXTENSION);
  expect(asked.status).toBe(204);
  expect(asked.headers.get("access-control-allow-origin")).toBe(EXTENSION);
  expect(asked.headers.get("access-control-allow-methods")).toContain("PATCH");
  expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");

  const extension = new Program(stack.url);
  const headers = { origin: EXTENSION };
  const { body } = await extension.call("POST", "/api/auth/login", { body: { email: owner.email, password: PASSWORD }, headers });
  extension.token = (body as Tokens).accessToken;
  const answer = await extension.call("POST", `/api/organizations/${owner.organizationId}/estates`, { body: { name: "By an extension" }, headers });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("access-control-allow-origin")).toBe(EXTENSION);
  expect(answer.headers.get("vary")?.toLowerCase()).toContain("origin");
  expect(answer.headers.get("access-control-expose-headers")).toContain("retry-after");
  expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  const refused = await extension.call("GET", "/api/nothing", { headers });
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([404, EXTENSION]);
});

test("a listed origin that sends the cookie is refused like any other origin", async ({ owner }) => {
  const refused = await owner.client.refused("POST", `/api/organizations/${owner.organizationId}/estates`, { body: { name: "No" }, headers: { origin: EXTENSION } });
  expect(refused).toEqual({ status: 403, code: "ORIGIN_REFUSED" });
});

test("an origin that is not listed, or resembles one that is, fails the preflight", async ({ stack }) => {
  for (const origin of ["https://steward.example", `${EXTENSION}x`, "https://tools.steward.example:8443", "http://tools.steward.example", "null"]) {
    const asked = await preflight(stack.url, origin);
    expect([asked.status, asked.headers.get("access-control-allow-origin")], origin).toEqual([405, null]);
  }
});

test("a listed origin may send and read the headers of repeated requests and of edits", async ({ stack }) => {
  const asked = await preflight(stack.url, EXTENSION);
  for (const name of ["idempotency-key", "if-match", "if-none-match"]) expect(asked.headers.get("access-control-allow-headers"), name).toContain(name);
  for (const name of ["etag", "idempotency-replayed"]) expect(asked.headers.get("access-control-expose-headers"), name).toContain(name);
});
