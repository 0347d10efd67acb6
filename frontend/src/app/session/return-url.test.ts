import { describe, expect, it } from "vitest";
import { safeReturnUrl } from "./return-url";

const origin = "https://steward.example";

describe("safeReturnUrl", () => {
  it.each(["/", "/acme/est_1/builds?status=failed", "/device?user_code=BCDF-2345", "/invite/x", "/acme/est_1/builds/build_1#L20"])("keeps %s", (path) => {
    expect(safeReturnUrl(path, origin)).toBe(path);
  });

  it.each([
    undefined,
    null,
    7,
    "",
    "builds",
    "https://evil.example/",
    "javascript:alert(1)",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "/login",
    "/login?returnUrl=%2Flogin",
    "/signup#x",
    "/verify?token=x",
    "/reset",
  ])("refuses %j", (value) => {
    expect(safeReturnUrl(value, origin)).toBe("/");
  });
});
