import { GitBranch } from "lucide-react";
import { uiCopy } from "./copy";

export function BranchName({ name }: { name: string }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <GitBranch aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">{uiCopy.branch} </span>
      <span className="truncate">{name}</span>
    </span>
  );
}
