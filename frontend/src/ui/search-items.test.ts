import { describe, expect, it } from "vitest";
import { searchItems } from "./search-items";

const search = (query: string, ...texts: string[]) => searchItems(texts, query, (text) => text);

describe("searchItems", () => {
  it("keeps the order without a search", () => {
    expect(search(" ", "b", "a")).toEqual(["b", "a"]);
  });
  it("finds every word, wherever it stands", () => {
    expect(search("acme prod", "Production, Acme", "Production", "Acme")).toEqual(["Production, Acme"]);
  });
  it("puts the start of the text before the start of a word, and that before the rest", () => {
    expect(search("log", "Catalog", "Audit log", "Log in")).toEqual(["Log in", "Audit log", "Catalog"]);
  });
  it("ignores case and accents", () => {
    expect(search("MALAGA", "Málaga")).toEqual(["Málaga"]);
    expect(search("málaga", "Malaga")).toEqual(["Malaga"]);
  });
});
