import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import type { Build } from "@/api/types";
import { formatBytes } from "@/format/amount";
import { shortHash } from "@/format/commit-hash";
import { Ago, Duration } from "@/format/time";
import { BranchName } from "@/ui/branch-name";
import { CopyButton } from "@/ui/copy-button";
import { triggerPhrase } from "./commit";
import { buildCopy } from "./build-copy";
import { buildSpan, queueSpan, totalSpan } from "./steps";

const copy = buildCopy.facts;

/** The commit, trigger, duration and result of a build. */
export function BuildFacts({ build, repositoryUrl }: { build: Build; repositoryUrl: string | undefined }) {
  const rest = build.commitMessage.split("\n").slice(1).join("\n").trim();
  return (
    <div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 px-4 py-4 sm:grid-cols-3 lg:grid-cols-5">
        <Fact name={copy.commit}>
          <span className="flex items-center gap-1">
            {repositoryUrl ? (
              <a
                href={`${repositoryUrl}/commit/${build.commitHash}`}
                target="_blank"
                rel="noreferrer"
                className="inline-flex items-center gap-1 font-mono underline-offset-4 hover:underline"
              >
                {shortHash(build.commitHash)}
                <ExternalLink aria-hidden className="size-3 text-quiet" />
                <span className="sr-only">{copy.opensGitHub}</span>
              </a>
            ) : (
              <code className="font-mono">{shortHash(build.commitHash)}</code>
            )}
            <CopyButton text={build.commitHash} label={copy.copyCommit} className="-my-1.5 size-7!" />
          </span>
          {build.commitAuthor && <Note>{copy.author(build.commitAuthor)}</Note>}
        </Fact>
        <Fact name={copy.source}>
          {build.branch ? <BranchName name={build.branch} /> : copy.exactCommit}
          {build.path && (
            <Note>
              <code className="font-mono">{build.path}</code>
            </Note>
          )}
        </Fact>
        <Fact name={copy.trigger}>
          <span className="block first-letter:uppercase">{triggerPhrase(build)}</span>
          <Note>
            <Ago at={build.createdAt} />
          </Note>
        </Fact>
        <Fact name={copy.duration}>
          <Duration {...buildSpan(build)} className="font-mono" />
          <Note>
            {copy.queuedFor} <Duration {...queueSpan(build)} />, {copy.total} <Duration {...totalSpan(build)} />
          </Note>
        </Fact>
        <Fact name={copy.result}>
          {build.fileCount == null ? "–" : copy.files(build.fileCount)}
          <Note>
            {[
              build.filesBytes == null ? null : formatBytes(build.filesBytes),
              build.configurationBytes == null ? null : copy.configuration(formatBytes(build.configurationBytes)),
            ]
              .filter(Boolean)
              .join(", ")}
          </Note>
        </Fact>
      </dl>
      {rest && <p className="border-t border-line px-4 py-3 break-words whitespace-pre-wrap text-quiet">{rest}</p>}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start">
      <dt className="text-xs text-quiet">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <span className="block text-xs break-words text-quiet">{children}</span>;
}
