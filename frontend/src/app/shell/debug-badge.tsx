import { Bug } from "lucide-react";
import { shellCopy } from "./copy";

/** Marks that the user has turned debug mode on. */
export function DebugBadge() {
  return (
    <span data-debug title={shellCopy.userMenu.debugMode} className="inline-grid size-5 shrink-0 place-items-center rounded-full bg-warning/14 text-warning">
      <Bug aria-hidden className="size-3" />
      <span className="sr-only">{shellCopy.userMenu.debugMode}</span>
    </span>
  );
}
