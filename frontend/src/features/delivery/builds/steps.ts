import type { Build, BuildStep } from "@/api/types";
import { elapsed } from "@/format/duration";
import { buildsCopy } from "./copy";

/** The labels of the steps, in the order in which they run. */
export const stepLabels: Record<BuildStep["name"], string> = buildsCopy.steps.names;

export const stepNames = Object.keys(stepLabels) as BuildStep["name"][];

/** The duration of a step in milliseconds, until `now` while it runs. */
export function stepLength(step: BuildStep, now: number): number {
  return step.durationMs ?? elapsed(step.startedAt, step.completedAt, now) ?? 0;
}

/** Why a build waits or was cancelled, if there is more to say than its status. */
export function statusReason({ status, queuedBehind, supersededBy }: Build): string | null {
  if (status === "queued") return queuedBehind == null ? buildsCopy.queuedForRunner : buildsCopy.queuedBehind(queuedBehind);
  return supersededBy == null ? null : buildsCopy.supersededBy(supersededBy);
}

/** The start and end of a build's run; both null when it has not started. */
export function buildSpan(build: Build): { start: string | null; end: string | null } {
  return { start: build.startedAt ?? null, end: build.completedAt ?? null };
}
