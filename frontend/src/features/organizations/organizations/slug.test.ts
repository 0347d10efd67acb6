import { describe, expect, it } from "vitest";
import { asSlugInput, proposeSlug } from "./slug";

describe("proposeSlug", () => {
  it.each([
    ["Acme", "acme"],
    ["  Acme & Söhne, Straße 7  ", "acme-soehne-strasse-7"],
    ["Crème brûlée", "creme-brulee"],
    ["---", ""],
    ["日本", ""],
    ["Łódź Æther", "lodz-aether"],
    [`${"a".repeat(37)} b`, "a".repeat(37)],
    ["a".repeat(60), "a".repeat(38)],
  ])("makes of %j %j", (name, slug) => {
    expect(proposeSlug(name)).toBe(slug);
  });
});

describe("asSlugInput", () => {
  it.each([
    ["Acme ", "acme-"],
    ["-acme--2", "acme-2"],
    ["a_b", "a-b"],
  ])("makes of %j %j", (text, slug) => {
    expect(asSlugInput(text)).toBe(slug);
  });
});
