import { Ban, Check, Circle, LoaderCircle, type LucideIcon, X } from "lucide-react";
import type { Build, BuildStep } from "@/api/types";
import { formatDuration, formatRunning } from "@/format/duration";
import { useNow } from "@/format/now";
import { classNames } from "@/ui/class-names";
import { buildsCopy } from "./copy";
import { isFinal } from "./queries";
import { StepStrip } from "./step-strip";
import { reportedSteps, stepLength, stepNames, stepLabels } from "./steps";

const labels = buildsCopy.steps.statuses;

type DisplayStatus = BuildStep["status"] | "waiting" | "skipped";

const statusDisplay: Record<DisplayStatus, { icon: LucideIcon; tone: string; label: string; spin?: boolean }> = {
  waiting: { icon: Circle, tone: "text-edge", label: labels.waiting },
  skipped: { icon: Circle, tone: "text-edge", label: labels.skipped },
  running: { icon: LoaderCircle, tone: "text-live", label: labels.running, spin: true },
  succeeded: { icon: Check, tone: "text-success", label: labels.succeeded },
  failed: { icon: X, tone: "text-danger", label: labels.failed },
  cancelled: { icon: Ban, tone: "text-quiet", label: labels.cancelled },
};

/** The steps of a build, each with its status and duration. */
export function StepTimeline({ build }: { build: Build }) {
  const steps = reportedSteps(build);
  const now = useNow(steps.some((step) => step.status === "running") ? 1000 : null);
  return (
    <div className="grid gap-3">
      <StepStrip steps={steps} />
      <ol aria-label={buildsCopy.steps.label} className="grid gap-x-4 gap-y-1 sm:grid-cols-5">
        {stepNames.map((name) => {
          const step = steps.find((candidate) => candidate.name === name);
          const status: DisplayStatus = step?.status ?? (isFinal(build.status) ? "skipped" : "waiting");
          const { icon: Icon, tone, label, spin } = statusDisplay[status];
          return (
            <li key={name} data-step={name} data-status={status} className="flex items-center gap-2 sm:grid sm:grid-cols-[auto_1fr] sm:gap-x-2 sm:gap-y-0">
              <Icon aria-hidden strokeWidth={2.5} className={classNames("size-3.5 shrink-0", tone, spin && "animate-spin")} />
              <span className={step ? "font-medium" : "text-quiet"}>
                {stepLabels[name]}
                <span className="sr-only">, {label}</span>
              </span>
              <span className="ml-auto font-mono text-xs text-quiet tabular-nums sm:col-start-2 sm:ml-0">
                {step ? (step.status === "running" ? formatRunning(stepLength(step, now)) : formatDuration(stepLength(step, now))) : "–"}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
