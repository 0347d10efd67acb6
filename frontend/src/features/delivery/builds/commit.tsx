import { GitBranch } from "lucide-react";
import type { Build } from "@/api/types";
import { shortHash } from "./queries";

/** A branch's name. */
export function BranchName({ name }: { name: string }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <GitBranch aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">Branch </span>
      <span className="truncate">{name}</span>
    </span>
  );
}

/** Where the build's commit is: its short hash and, if it was built from one, the branch. */
export function CommitReference({ build }: { build: Build }) {
  return (
    <>
      <code className="font-mono text-xs" title={build.commitHash}>
        {shortHash(build.commitHash)}
      </code>
      {build.branch && <BranchName name={build.branch} />}
    </>
  );
}

/** Who or what started the build, as a phrase. */
export function triggerPhrase({ trigger }: Pick<Build, "trigger">): string {
  const who = trigger.user?.name ?? trigger.sender ?? null;
  switch (trigger.kind) {
    case "push":
      return who ? `pushed by ${who}` : "pushed";
    case "connect":
      return who ? `repository connected by ${who}` : "repository connected";
    case "manual":
      return who ? `started by ${who}` : "started by hand";
  }
}
