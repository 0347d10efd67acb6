import { Bug } from "lucide-react";

/** Stands where somebody has turned debug mode on: their pages show more than others'. */
export function DebugBadge() {
  return (
    <span data-debug className="inline-flex h-5 items-center gap-1 rounded-full bg-warning/14 px-2 text-xs font-medium text-warning">
      <Bug aria-hidden className="size-3" />
      Debug
    </span>
  );
}
