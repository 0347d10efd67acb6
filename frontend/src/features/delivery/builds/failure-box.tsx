import { Link } from "@tanstack/react-router";
import type { BuildFailure } from "@/api/types";
import { Notice } from "@/ui/notice";
import { textLink } from "@/ui/text-link";
import { buildCopy } from "./build-copy";
import { failuresCopy } from "./failures-copy";
import { failureHash } from "./log/log-viewer";

type Reason = { title: string; advice: string };

const reasons: Record<BuildFailure["code"], Reason> = failuresCopy;

/** Why a build failed and what to do, with a link to the line of the log. */
export function FailureBox({ failure, hasLog }: { failure: BuildFailure; hasLog: boolean }) {
  // A newer server may send a code that this page does not know.
  const reason: Reason | undefined = reasons[failure.code];
  return (
    <Notice tone="danger" title={reason?.title ?? failuresCopy.unknown.title}>
      <p className="font-mono text-xs break-words whitespace-pre-wrap text-foreground">{failure.message}</p>
      <p className="mt-1 flex flex-wrap gap-x-3">
        {reason?.advice}
        {hasLog && (
          <Link to="." search={{}} hash={failureHash} replace resetScroll={false} className={textLink}>
            {buildCopy.log.showFailure}
          </Link>
        )}
        <code className="font-mono text-xs leading-5.25">{failure.code}</code>
      </p>
    </Notice>
  );
}
