import type { BuildStep } from "@/api/types";
import { useNow } from "@/format/now";
import { classNames } from "@/ui/class-names";
import { stepLength } from "./steps";

const fills: Record<BuildStep["status"], string> = {
  succeeded: "bg-success/75",
  running: "stripes animate-stripes",
  failed: "bg-danger",
  cancelled: "bg-edge",
};

/** A thin bar with each step's share of a build's duration. Decorative: the numbers stand beside it. */
export function StepStrip({ steps, className }: { steps: BuildStep[]; className?: string }) {
  const now = useNow(steps.some((step) => step.status === "running") ? 1000 : null);
  const lengths = steps.map((step) => stepLength(step, now));
  const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
  return (
    <div aria-hidden className={classNames("flex h-1.5 gap-px overflow-hidden rounded-full bg-hover", className)}>
      {steps.map((step, index) => (
        <div key={step.name} className={classNames("min-w-1", fills[step.status])} style={{ flexGrow: Math.max(0.02, (lengths[index] ?? 0) / total) }} />
      ))}
    </div>
  );
}
