import { describe, expect, it } from "vitest";
import { digitsOf } from "./code-field";

describe("digitsOf", () => {
  it.each([
    ["123456", "123456"],
    ["123 456", "123456"],
    [" 123-456\n", "123456"],
    ["Your code: 004217.", "004217"],
    ["1234567890", "123456"],
    ["12", "12"],
    ["abc", ""],
  ])("reads %j as %s", (text, digits) => {
    expect(digitsOf(text)).toBe(digits);
  });
});
