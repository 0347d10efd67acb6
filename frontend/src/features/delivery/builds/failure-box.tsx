import type { BuildFailure } from "@/api/types";
import { Notice } from "@/ui/notice";
import { buildsCopy } from "./copy";

type Reason = { title: string; advice: string };

const reasons: Record<BuildFailure["code"], Reason> = buildsCopy.failures;

export function FailureBox({ failure }: { failure: BuildFailure }) {
  // A newer server may send a code that this page does not know.
  const reason: Reason | undefined = reasons[failure.code];
  return (
    <Notice tone="danger" title={reason?.title ?? buildsCopy.failures.unknown.title}>
      <p className="font-mono text-xs break-words whitespace-pre-wrap text-foreground">{failure.message}</p>
      <p className="mt-1 flex flex-wrap gap-x-3">
        {reason?.advice}
        <code className="font-mono text-xs leading-5.25">{failure.code}</code>
      </p>
    </Notice>
  );
}
