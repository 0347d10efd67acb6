import { describe, expect, it } from "vitest";
import { ApiError, describeError, fieldErrors, parseErrorResponse, networkError } from "./error";

function apiError(status: number, code: string, context: Record<string, unknown> = {}, retryAfter: number | null = null): ApiError {
  return new ApiError(status, { error: { code, message: "it went wrong", context: context as Record<string, never> }, requestId: "req_1" }, retryAfter);
}

describe("parseErrorResponse", () => {
  it("parses the envelope, the status and Retry-After", async () => {
    const body = { error: { code: "RATE_LIMITED", message: "slow down", context: {} }, requestId: "req_7" };
    const read = await parseErrorResponse(new Response(JSON.stringify(body), { status: 429, headers: { "retry-after": "30" } }));
    expect(read).toMatchObject({ status: 429, requestId: "req_7", retryAfter: 30, message: "Slow down" });
    expect(read.error.code).toBe("RATE_LIMITED");
  });
  it.each(["", "<html>Bad gateway</html>", "null", '{"error":"x","requestId":"y"}'])("creates a generic error for a response without an envelope: %j", async (text) => {
    const read = await parseErrorResponse(new Response(text, { status: 502, headers: { "x-request-id": "req_8" } }));
    expect(read).toMatchObject({ status: 502, requestId: "req_8", retryAfter: null });
    expect(read.error.code).toBe("INTERNAL_ERROR");
  });
});

describe("fieldErrors", () => {
  it("maps messages to one or several named fields", () => {
    expect(fieldErrors(apiError(400, "VALIDATION_ERROR", { field: "email" }))).toEqual({ email: "It went wrong" });
    const fields = [{ field: "name", message: "is empty" }, { field: "password", message: "is short" }, { wrong: true }];
    expect(fieldErrors(apiError(400, "VALIDATION_ERROR", { fields }))).toEqual({ name: "Is empty", password: "Is short" });
  });
  it("maps a code to its field when the API names none", () => {
    expect(fieldErrors(apiError(409, "SLUG_TAKEN"))).toEqual({ slug: "It went wrong" });
    expect(fieldErrors(apiError(400, "INVALID_CODE", { field: "token" }))).toEqual({ token: "It went wrong" });
  });
  it("is empty for other errors", () => {
    expect(fieldErrors(apiError(409, "CONFLICT"))).toEqual({});
    expect(fieldErrors(new Error("x"))).toEqual({});
  });
});

describe("describeError", () => {
  it("says how long to wait", () => {
    expect(describeError(apiError(429, "RATE_LIMITED", {}, 1)).detail).toBe("Try again in 1 second.");
    expect(describeError(apiError(429, "RATE_LIMITED", {}, 600)).detail).toBe("Try again in 10 minutes.");
  });
  it("distinguishes a network error from an API error", () => {
    expect(describeError(networkError()).title).toBe("Can't reach Steward");
    expect(describeError(apiError(403, "PERMISSION_DENIED")).title).toBe("You don't have permission to do this");
    expect(describeError(apiError(409, "CONFLICT"))).toEqual({ title: "It went wrong", detail: "" });
  });
});
