import { describe, expect, it } from "vitest";
import { elapsed, formatDuration, formatRunning } from "./duration";

describe("formatDuration", () => {
  it.each([
    [-5, "0 ms"],
    [0, "0 ms"],
    [999.4, "999 ms"],
    [1000, "1.0 s"],
    [12_449, "12.4 s"],
    [59_949, "59.9 s"],
    [59_950, "1 min 00 s"],
    [187_000, "3 min 07 s"],
    [3_599_499, "59 min 59 s"],
    [3_600_000, "1 h 00 min"],
    [7_500_000, "2 h 05 min"],
  ])("%d ms is %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe("formatRunning", () => {
  it("counts whole seconds and rounds down", () => {
    expect(formatRunning(999)).toBe("0 s");
    expect(formatRunning(59_999)).toBe("59 s");
    expect(formatRunning(61_900)).toBe("1 min 01 s");
  });
});

describe("elapsed", () => {
  const start = "2026-01-01T00:00:00.000Z";
  const now = Date.parse("2026-01-01T00:00:09.500Z");

  it("is null before the start", () => {
    expect(elapsed(null, null, now)).toBeNull();
    expect(elapsed(undefined, undefined, now)).toBeNull();
  });
  it("grows until the end, then stays", () => {
    expect(elapsed(start, null, now)).toBe(9500);
    expect(elapsed(start, "2026-01-01T00:00:02.250Z", now)).toBe(2250);
  });
  it("is never negative when clocks disagree", () => {
    expect(elapsed("2026-01-01T00:00:10.000Z", null, now)).toBe(0);
  });
});
