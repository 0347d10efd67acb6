import { expect, test } from "vitest";
import { compareFields, isChanged } from "./difference";

test("fields of both sides are paired, and only different ones are changed", () => {
  const fields = compareFields({ name: "Old", slug: "acme", autoJoin: false }, { name: "New", slug: "acme", role: "viewer" });
  expect(fields).toEqual([
    { path: "name", before: "Old", after: "New" },
    { path: "slug", before: "acme", after: "acme" },
    { path: "autoJoin", before: "false", after: null },
    { path: "role", before: null, after: "viewer" },
  ]);
  expect(fields.filter(isChanged).map(({ path }) => path)).toEqual(["name", "autoJoin", "role"]);
});

test("objects are flattened, lists are not", () => {
  expect(compareFields(null, { record: { name: "a" }, estateIds: ["x", "y"] })).toEqual([
    { path: "record.name", before: null, after: "a" },
    { path: "estateIds", before: null, after: '["x","y"]' },
  ]);
});

test("an absent field and a null field are distinguished", () => {
  expect(compareFields(undefined, null)).toEqual([]);
  expect(compareFields({}, {})).toEqual([]);
  expect(compareFields({ logo: null }, { logo: "a picture" })).toEqual([{ path: "logo", before: "null", after: "a picture" }]);
});
