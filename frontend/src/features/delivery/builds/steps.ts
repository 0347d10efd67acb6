import type { Build, BuildStep } from "@/api/types";
import { elapsed } from "@/format/duration";

/** The steps of every build, in their order, as people call them. */
export const stepLabels: Record<BuildStep["name"], string> = {
  prepare: "Prepare",
  clone: "Clone",
  install: "Install",
  evaluate: "Evaluate",
  collect: "Collect",
};

export const stepNames = Object.keys(stepLabels) as BuildStep["name"][];

/** How long a step took, or has taken until `now`, in milliseconds. */
export function stepLength(step: BuildStep, now: number): number {
  return step.durationMs ?? elapsed(step.startedAt, step.completedAt, now) ?? 0;
}

/** When the build's own clock starts and ends; a build that never started has none. */
export function buildSpan(build: Build): { start: string | null; end: string | null } {
  return { start: build.startedAt ?? null, end: build.completedAt ?? null };
}
