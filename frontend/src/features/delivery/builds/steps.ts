import type { Build, BuildStep } from "@/api/types";
import { elapsed } from "@/format/duration";
import { buildsCopy } from "./copy";
import { isFinal } from "./queries";

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

/** The steps of a build. None is running once the build has ended, even when the runner could not report its end. */
export function reportedSteps({ status, steps, completedAt }: Pick<Build, "status" | "steps" | "completedAt">): BuildStep[] {
  if (!isFinal(status)) return steps;
  return steps.map((step) => (step.status === "running" ? { ...step, status: status === "cancelled" ? "cancelled" : "failed", completedAt } : step));
}

type Times = Pick<Build, "createdAt" | "startedAt" | "completedAt">;
type Span = { start: string | null; end: string | null };

/** The start and end of a build's run; both null when it has not started. */
export function buildSpan({ startedAt, completedAt }: Pick<Times, "startedAt" | "completedAt">): Span {
  return startedAt ? { start: startedAt, end: completedAt ?? null } : { start: null, end: null };
}

/** The time in the queue, which ends with the build when it is cancelled there. */
export function queueSpan({ createdAt, startedAt, completedAt }: Times): Span {
  return { start: createdAt, end: startedAt ?? completedAt ?? null };
}

/** The time in the queue and of the run. */
export function totalSpan({ createdAt, completedAt }: Pick<Times, "createdAt" | "completedAt">): Span {
  return { start: createdAt, end: completedAt ?? null };
}
