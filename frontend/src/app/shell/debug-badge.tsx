import { Bug } from "lucide-react";

/** Marks that the user has turned debug mode on. */
export function DebugBadge() {
  return (
    <span data-debug title="Debug mode is on" className="inline-grid size-5 shrink-0 place-items-center rounded-full bg-warning/14 text-warning">
      <Bug aria-hidden className="size-3" />
      <span className="sr-only">Debug mode is on</span>
    </span>
  );
}
