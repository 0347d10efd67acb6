import { describe, expect, it } from "vitest";
import { normalizeSlug, suggestSlug } from "./slug";

describe("suggestSlug", () => {
  it.each([
    ["Acme", "acme"],
    ["  Acme & Söhne, Straße 7  ", "acme-soehne-strasse-7"],
    ["Crème brûlée", "creme-brulee"],
    ["---", ""],
    ["日本", ""],
    ["Łódź Æther", "lodz-aether"],
    [`${"a".repeat(37)} b`, "a".repeat(37)],
    ["a".repeat(60), "a".repeat(38)],
  ])("turns %j into %j", (name, slug) => {
    expect(suggestSlug(name)).toBe(slug);
  });
});

describe("normalizeSlug", () => {
  it.each([
    ["Acme ", "acme-"],
    ["-acme--2", "acme-2"],
    ["a_b", "a-b"],
  ])("turns %j into %j", (text, slug) => {
    expect(normalizeSlug(text)).toBe(slug);
  });
});
