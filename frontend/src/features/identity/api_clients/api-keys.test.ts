import { expect, test } from "vitest";
import { expiryDate } from "./expiry";
import { grantableScopes, scopeLabel } from "./scopes";

test("a key expires after whole days, or never", () => {
  expect(expiryDate("30", 0)).toBe("1970-01-31T00:00:00.000Z");
  expect(expiryDate("never", 0)).toBeUndefined();
});

test("the scopes are permissions of the role that keys may have, each once and labelled", () => {
  const scopes = grantableScopes("owner").flatMap((group) => group.scopes);
  expect(scopes).toContain("build.manage");
  expect(scopes).not.toContain("organization.delete");
  expect(new Set(scopes).size).toBe(scopes.length);
  for (const scope of scopes) expect(scopeLabel(scope), scope).not.toBe(scope);
  expect(grantableScopes("viewer").flatMap((group) => group.scopes)).not.toContain("build.manage");
});

test("each group has a title of its own", () => {
  for (const { title } of grantableScopes("owner")) expect(title).toMatch(/^[A-Z]/);
});
