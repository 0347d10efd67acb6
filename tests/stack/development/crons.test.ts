// Which minutes a cron expression names.
import { expect, test } from "vitest";
import { isDue } from "./crons.ts";

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`); // a Monday

test.each([
  ["* * * * *", "13:37", true],
  ["*/15 * * * *", "13:45", true],
  ["*/15 * * * *", "13:46", false],
  ["0 3 * * *", "03:00", true],
  ["0 3 * * *", "04:00", false],
  ["30 9-17 * * 1-5", "09:30", true],
  ["30 9-17 * * 2,3", "09:30", false],
  ["5/20 * 2 3 *", "10:25", true],
  ["5/20 * 2 3 *", "10:20", false],
  ["* * * *", "10:20", false],
])("%s at %s: %s", (cron, time, due) => {
  expect(isDue(cron, at(time))).toBe(due);
});
