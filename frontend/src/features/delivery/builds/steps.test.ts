import { describe, expect, it } from "vitest";
import type { BuildStep } from "@/api/types";
import { elapsed } from "@/format/duration";
import { buildSpan, queueSpan, reportedSteps, stepLength, totalSpan } from "./steps";

const createdAt = "2026-01-01T00:00:00.000Z";
const startedAt = "2026-01-01T00:00:02.000Z";
const completedAt = "2026-01-01T00:00:09.000Z";
const now = Date.parse("2026-01-01T01:00:00.000Z");

function figures(times: { startedAt?: string | null; completedAt?: string | null }) {
  const spans = [queueSpan({ createdAt, ...times }), buildSpan(times), totalSpan({ createdAt, ...times })];
  return spans.map(({ start, end }) => elapsed(start, end, now));
}

describe("queue, run and total of a build", () => {
  it("add up once it has run", () => {
    expect(figures({ startedAt, completedAt })).toEqual([2000, 7000, 9000]);
  });
  it("have no run when it was cancelled in the queue", () => {
    expect(figures({ startedAt: null, completedAt })).toEqual([9000, null, 9000]);
  });
  it("grow while it runs or waits", () => {
    expect(figures({ startedAt })).toEqual([2000, 3_598_000, 3_600_000]);
    expect(figures({})).toEqual([3_600_000, null, 3_600_000]);
  });
});

describe("reportedSteps", () => {
  const running: BuildStep = { name: "install", status: "running", startedAt: "2026-01-01T00:00:04.000Z", completedAt: null, durationMs: null };
  const succeeded: BuildStep = { name: "clone", status: "succeeded", startedAt, completedAt: running.startedAt, durationMs: 1998 };

  it.each([["failed", "failed"], ["cancelled", "cancelled"]] as const)("ends a running step with a %s build", (status, shown) => {
    const [first, last] = reportedSteps({ status, steps: [succeeded, running], completedAt });
    expect(first).toEqual(succeeded);
    expect(last?.status).toBe(shown);
    expect(last && stepLength(last, now)).toBe(5000);
  });
  it("leaves the steps of a running build alone", () => {
    expect(reportedSteps({ status: "in_progress", steps: [running], completedAt: null })).toEqual([running]);
    expect(stepLength(running, now)).toBe(3_596_000);
    expect(stepLength(succeeded, now)).toBe(1998);
  });
});
