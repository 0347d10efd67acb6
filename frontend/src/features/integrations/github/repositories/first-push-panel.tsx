import type { Repository } from "@/api/types";
import { CopyableCode } from "@/ui/copyable-code";
import { Panel } from "@/ui/panel";
import { githubCopy } from "../copy";
import { configurationExample, firstPushCommands } from "./first-push";

const copy = githubCopy.firstPush;

/** What to do after connecting a repository without commits. */
export function FirstPushPanel({ repository }: { repository: Repository }) {
  return (
    <Panel title={copy.title}>
      <div className="grid gap-4 p-4">
        <p role="status" className="text-quiet">
          {copy.text(repository.branch)}
        </p>
        <CopyableCode label={copy.file(repository.path ?? null)} code={configurationExample} />
        <CopyableCode label={copy.commands} code={firstPushCommands(repository)} />
      </div>
    </Panel>
  );
}
