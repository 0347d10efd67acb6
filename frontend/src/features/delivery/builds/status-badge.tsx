import { Ban, Check, Circle, LoaderCircle, type LucideIcon, Radio, X } from "lucide-react";
import type { BuildStatus } from "@/api/types";
import { classNames } from "@/ui/class-names";
import { buildsCopy } from "./copy";

const labels = buildsCopy.statuses;

export const buildStatusDisplay: Record<BuildStatus, { label: string; icon: LucideIcon; tone: string; soft: string; spin?: boolean }> = {
  queued: { label: labels.queued, icon: Circle, tone: "text-quiet", soft: "bg-hover" },
  in_progress: { label: labels.in_progress, icon: LoaderCircle, tone: "text-live", soft: "bg-live/12", spin: true },
  complete: { label: labels.complete, icon: Check, tone: "text-success", soft: "bg-success/12" },
  failed: { label: labels.failed, icon: X, tone: "text-danger", soft: "bg-danger/12" },
  cancelled: { label: labels.cancelled, icon: Ban, tone: "text-quiet", soft: "bg-hover" },
};

export function StatusBadge({ status, className }: { status: BuildStatus; className?: string }) {
  const { label, icon: Icon, tone, soft, spin } = buildStatusDisplay[status];
  return (
    <span
      data-status={status}
      className={classNames("inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap", tone, soft, className)}
    >
      <Icon aria-hidden strokeWidth={2.5} className={classNames("size-3.5 shrink-0", spin && "animate-spin")} />
      {label}
    </span>
  );
}

/** Marks the build whose configuration is active. */
export function ActiveBadge() {
  return (
    <span className="inline-flex h-5 shrink-0 items-center gap-1 rounded-full bg-live px-2 text-xs font-medium whitespace-nowrap text-on-live">
      <Radio aria-hidden strokeWidth={2.5} className="size-3 shrink-0" />
      {buildsCopy.active}
    </span>
  );
}
