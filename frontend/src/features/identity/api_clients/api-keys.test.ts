import { expect, test } from "vitest";
import { expiryDate } from "./expiry";
import { lastDays } from "./last-days";
import { grantableScopes, matchingPreset, presetScopes, scopeLabel } from "./scopes";

test("a key expires after whole days, or never", () => {
  expect(expiryDate("30", 0)).toBe("1970-01-31T00:00:00.000Z");
  expect(expiryDate("never", 0)).toBeUndefined();
});

test("a day without calls has none", () => {
  const days = lastDays([{ day: "2026-01-30", calls: 3 }], Date.parse("2026-01-30T23:59:00Z"));
  expect(days).toHaveLength(30);
  expect(days[0]).toEqual({ day: "2026-01-01", calls: 0 });
  expect(days[29]).toEqual({ day: "2026-01-30", calls: 3 });
});

test("the scopes are permissions of the role that keys may have, each once and labelled", () => {
  const scopes = grantableScopes({ role: "owner" }).flatMap((group) => group.scopes);
  expect(scopes).toContain("build.manage");
  expect(scopes).not.toContain("organization.delete");
  expect(new Set(scopes).size).toBe(scopes.length);
  for (const scope of scopes) expect(scopeLabel(scope), scope).not.toBe(scope);
  expect(grantableScopes({ role: "viewer" }).flatMap((group) => group.scopes)).not.toContain("build.manage");
});

test("each group has a title of its own", () => {
  for (const { title } of grantableScopes({ role: "owner" })) expect(title).toMatch(/^[A-Z]/);
});

test("presets are scopes that the role may grant, and are recognized by them in any order", () => {
  expect(presetScopes("read", { role: "owner" }).every((scope) => scope.endsWith(".view"))).toBe(true);
  expect(presetScopes("read", { role: "owner" })).toContain("audit.view");
  expect(presetScopes("read", { role: "member" })).not.toContain("audit.view");
  expect(presetScopes("deploy", { role: "owner" })).toEqual(["estate.view", "build.manage"]);
  expect(presetScopes("full", { role: "owner" })).toEqual(grantableScopes({ role: "owner" }).flatMap(({ scopes }) => scopes));
  expect(matchingPreset(["build.manage", "estate.view"], { role: "owner" })).toBe("deploy");
  expect(matchingPreset(["build.manage"], { role: "owner" })).toBeUndefined();
  expect(matchingPreset([], { role: "owner" })).toBeUndefined();
});
