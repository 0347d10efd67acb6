import { describe, expect, it } from "vitest";
import { asSlugInput, proposeSlug } from "./slug";

describe("proposeSlug", () => {
  it.each([
    ["Acme", "acme"],
    ["  Acme & Söhne, Straße 7  ", "acme-sohne-strasse-7"],
    ["Crème brûlée", "creme-brulee"],
    ["---", ""],
    ["日本", ""],
    [`${"a".repeat(47)} b`, "a".repeat(47)],
    ["a".repeat(60), "a".repeat(48)],
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
