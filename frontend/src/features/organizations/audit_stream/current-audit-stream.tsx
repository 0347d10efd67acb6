import { api } from "@/api/client";
import type { AuditStream } from "@/api/types";
import { formatCount } from "@/format/amount";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Confirmation } from "@/ui/confirmation";
import { Notice } from "@/ui/notice";
import { toast } from "@/ui/toast";
import { auditStreamCopy as copy } from "./copy";
import { auditStreamPath } from "./paths";
import { useRefetchAuditStream } from "./use-refetch";

type CurrentAuditStreamProps = { organizationId: string; stream: AuditStream };

/** A stream: how far it is, why it fails, and what can be done. */
export function CurrentAuditStream({ organizationId, stream }: CurrentAuditStreamProps) {
  const params = { path: { organizationId } };
  const refetch = useRefetchAuditStream();
  const update = api.useMutation("patch", auditStreamPath, {
    onSuccess: async ({ pausedAt }) => {
      await refetch();
      toast.success(pausedAt === null ? copy.resume.done : copy.pause.done);
    },
  });
  const remove = api.useMutation("delete", auditStreamPath, {
    onSuccess: async () => {
      await refetch();
      toast.success(copy.remove.done);
    },
  });
  const test = api.useMutation("post", `${auditStreamPath}/test`, { onSuccess: refetch });
  const isPaused = stream.pausedAt !== null;
  return (
    <div className="grid gap-4 p-4">
      <div className="grid gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <code className="font-mono break-all">{stream.url}</code>
          <Status stream={stream} />
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-quiet">
          <span>{copy.position(formatCount(stream.deliveredSequence), formatCount(stream.latestSequence))}</span>
          {stream.deliveredAt ? (
            <span>
              {copy.lastDelivery} <Ago at={stream.deliveredAt} />
            </span>
          ) : (
            <span>{copy.noDelivery}</span>
          )}
        </p>
      </div>
      {isPaused ? (
        <Notice tone="warning" title={copy.paused.title}>
          <p>{copy.paused.detail}</p>
          {stream.lastError && <p className="break-words">{stream.lastError}</p>}
        </Notice>
      ) : (
        stream.lastError && (
          <Notice tone="warning" title={copy.failing.title}>
            <p className="break-words">{stream.lastError}</p>
            <p>{copy.failing.detail(stream.failures)}</p>
          </Notice>
        )
      )}
      {test.data && (
        <Notice tone={test.data.error === null ? "info" : "danger"} title={test.data.error === null ? copy.test.done : copy.test.failed}>
          {test.data.error}
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="small" pending={test.isPending} onClick={() => test.mutate({ params })}>
          {copy.test.submit}
        </Button>
        <Button size="small" pending={update.isPending} onClick={() => update.mutate({ params, body: { paused: !isPaused } })}>
          {isPaused ? copy.resume.submit : copy.pause.submit}
        </Button>
        <Confirmation
          trigger={
            <Button size="small" variant="ghost">
              {copy.remove.submit}
            </Button>
          }
          title={copy.remove.title}
          description={copy.remove.consequence}
          confirm={copy.remove.submit}
          danger
          onConfirm={() => remove.mutateAsync({ params })}
        />
      </div>
    </div>
  );
}

function Status({ stream: { pausedAt, failures } }: { stream: AuditStream }) {
  const isActive = pausedAt === null && failures === 0;
  const text = pausedAt !== null ? copy.status.paused : failures > 0 ? copy.status.failing : copy.status.active;
  return <span className={classNames("rounded-full px-2 text-xs font-medium", isActive ? "bg-success/12 text-success" : "bg-warning/14 text-warning")}>{text}</span>;
}
