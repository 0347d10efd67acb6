import { createFileRoute } from "@tanstack/react-router";
import { api } from "@/api/client";
import { adminCopy } from "@/features/admin/copy";
import { sealingCopy } from "@/features/platform/sealing/copy";
import { SealingKeys } from "@/features/platform/sealing/sealing-keys";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";

export const Route = createFileRoute("/_session/admin/sealing")({ component: SealingPage });

function SealingPage() {
  usePageTitle(sealingCopy.title, adminCopy.area);
  const sealing = api.useQuery("get", "/api/admin/sealing");
  const { data } = sealing;
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={sealingCopy.title} above={adminCopy.area} below={sealingCopy.description} />
      {data && data.lost > 0 && (
        <Notice tone="danger" title={sealingCopy.lost.title(data.lost)}>
          {sealingCopy.lost.detail}
        </Notice>
      )}
      {data && data.pending > 0 && (
        <Notice tone="info" title={sealingCopy.pending.title(data.pending)}>
          {sealingCopy.pending.detail}
        </Notice>
      )}
      {sealing.isPending ? (
        <Panel>
          <div aria-hidden className="grid gap-3 p-4">
            <Skeleton className="h-5 w-48" />
            <Skeleton className="h-16" />
          </div>
        </Panel>
      ) : data === undefined ? (
        <Panel>
          <ListError error={sealing.error} onRetry={sealing.refetch} pending={sealing.isFetching} />
        </Panel>
      ) : (
        <SealingKeys sealing={data} />
      )}
    </div>
  );
}
