import { GitBranch } from "lucide-react";

export function BranchName({ name }: { name: string }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <GitBranch aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">Branch </span>
      <span className="truncate">{name}</span>
    </span>
  );
}
