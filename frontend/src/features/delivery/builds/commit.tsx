import type { Build } from "@/api/types";
import { shortHash } from "@/format/commit-hash";
import { BranchName } from "@/ui/branch-name";
import { buildsCopy } from "./copy";

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
  const copy = buildsCopy.triggers;
  switch (trigger.kind) {
    case "push":
      return who ? copy.pushBy(who) : copy.push;
    case "connect":
      return who ? copy.connectBy(who) : copy.connect;
    case "manual":
      return who ? copy.manualBy(who) : copy.manual;
  }
}
