import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import type { AuditVerification } from "@/api/types";
import { formatCount } from "@/format/amount";
import { Button } from "@/ui/button";
import { showErrorToast } from "@/ui/error-toast";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { Panel } from "@/ui/panel";
import { auditLogCopy } from "./copy";
import { auditPath } from "./paths";

const copy = auditLogCopy.verification;

type State = { running: boolean; result: AuditVerification | null };

/** Verifies the part of a chain after the event with this number. */
type VerifyStep = (queryClient: QueryClient, after: number) => Promise<AuditVerification>;

type VerificationPanelProps = { title?: string; verifyStep: VerifyStep };

/** Verifies a hash chain of audit events, which reveals altered and deleted events. */
export function VerificationPanel({ title = copy.title, verifyStep }: VerificationPanelProps) {
  const queryClient = useQueryClient();
  const [{ running, result }, setState] = useState<State>({ running: false, result: null });
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  const verify = async () => {
    const run = new AbortController();
    current.current?.abort();
    current.current = run;
    setState({ running: true, result: null });
    try {
      let after = 0;
      while (!run.signal.aborted) {
        const step = await verifyStep(queryClient, after);
        if (run.signal.aborted) return;
        // A step without progress would repeat forever.
        const done = step.complete || Boolean(step.broken) || step.checkedTo <= after;
        setState({ running: !done, result: step });
        if (done) return;
        after = step.checkedTo;
      }
    } catch (error) {
      if (run.signal.aborted) return;
      setState({ running: false, result: null });
      showErrorToast(error);
    }
  };

  return (
    <Panel
      title={title}
      actions={
        <Button size="small" pending={running} onClick={() => void verify()}>
          {result && !running ? copy.again : copy.submit}
        </Button>
      }
    >
      <div role="status" className="grid min-h-20 content-center gap-3 p-4">
        {running ? (
          <Progress checked={result?.checkedTo ?? 0} latest={result?.latestSequence ?? 0} />
        ) : result === null ? (
          <p className="text-quiet">{copy.explanation}</p>
        ) : result.broken ? (
          <Broken broken={result.broken} />
        ) : (
          <Intact result={result} />
        )}
      </div>
    </Panel>
  );
}

/** Verifies the chain of an organization. */
export function verifyOrganization(organizationId: string): VerifyStep {
  return (queryClient, after) => {
    const query = after > 0 ? { after } : {};
    return queryClient.fetchQuery(
      api.queryOptions("get", `${auditPath}/verification`, { params: { path: { organizationId }, query } }, { staleTime: 0, gcTime: 0 }),
    );
  };
}

function Progress({ checked, latest }: { checked: number; latest: number }) {
  const share = latest > 0 ? Math.round((100 * checked) / latest) : 0;
  return (
    <>
      <p>{latest > 0 ? copy.progress(formatCount(checked), formatCount(latest)) : copy.starting}</p>
      <div role="progressbar" aria-label={copy.progressLabel} aria-valuenow={share} className="h-1.5 overflow-hidden rounded-full bg-hover">
        <div className="h-full rounded-full bg-live" style={{ width: `${share}%` }} />
      </div>
    </>
  );
}

function Intact({ result }: { result: AuditVerification }) {
  if (result.latestSequence === 0) return <p className="text-quiet">{copy.noneLinked}</p>;
  return (
    <>
      <p className="flex items-center gap-2 font-medium text-success">
        <ShieldCheck aria-hidden className="size-5 shrink-0" />
        {copy.intact(formatCount(result.latestSequence))}
      </p>
      {result.removedSequence > 0 && <p className="text-quiet">{copy.removed(formatCount(result.removedSequence))}</p>}
      {result.anchoredSequence !== null && <p className="text-quiet">{copy.anchored(formatCount(result.anchoredSequence))}</p>}
      {result.latestHash && (
        <CopyableSecret label={copy.hash} value={result.latestHash} hint={copy.hashHint} />
      )}
    </>
  );
}

function Broken({ broken }: { broken: NonNullable<AuditVerification["broken"]> }) {
  return (
    <div role="alert" className="grid gap-1">
      <p className="flex items-center gap-2 font-medium text-danger">
        <ShieldAlert aria-hidden className="size-5 shrink-0" />
        {copy.broken.title}
      </p>
      <p>
        {copy.broken.event(formatCount(broken.sequence))} {copy.broken.reasons[broken.reason]}
      </p>
      {broken.id && <code className="font-mono text-xs break-all text-quiet">{broken.id}</code>}
    </div>
  );
}
