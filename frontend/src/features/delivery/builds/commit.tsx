import type { Build } from "@/api/types";
import { shortHash } from "@/format/commit-hash";
import { BranchName } from "@/ui/branch-name";

/** The short hash of a build's commit and the branch that it was built from, if any. */
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

/** Who or what triggered a build: "pushed by Ada". */
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
