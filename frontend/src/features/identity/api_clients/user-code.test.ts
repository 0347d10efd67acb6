import { describe, expect, it } from "vitest";
import { formatUserCode } from "./user-code";

describe("formatUserCode", () => {
  it.each([
    ["", ""],
    ["bcd", "BCD"],
    ["bcdf2", "BCDF-2"],
    ["BCDF-2345", "BCDF-2345"],
    [" bcdf 2345 9", "BCDF-2345"],
    ["BCDF-", "BCDF"],
  ])("writes %j as %j", (text, code) => {
    expect(formatUserCode(text)).toBe(code);
  });
});
