import type { Build } from "@/api/types";
import { shortHash } from "@/format/commit-hash";
import { BranchName } from "@/ui/branch-name";

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
