import { expect, test } from "vitest";
import { toQuery, parseFilter } from "./filter";

test("invalid values in a URL are ignored", () => {
  expect(parseFilter({ actorId: "user_1", action: "", from: "2026-02-30", to: "2026-02-28", other: "x" })).toEqual({ actorId: "user_1", to: "2026-02-28" });
});

test("days are whole days in the user's time zone", () => {
  const { from, to } = toQuery({ from: "2026-03-01", to: "2026-03-01" });
  expect(from).toBe(new Date(2026, 2, 1).toISOString());
  expect(to).toBe(new Date(2026, 2, 1, 23, 59, 59, 999).toISOString());
  expect(toQuery({ action: "user.updateProfile" })).toEqual({ action: "user.updateProfile" });
});
