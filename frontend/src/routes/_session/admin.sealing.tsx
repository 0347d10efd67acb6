import { createFileRoute } from "@tanstack/react-router";
import { api } from "@/api/client";
import { SealingKeys } from "@/features/platform/sealing/sealing-keys";
import { formatPlural } from "@/format/amount";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";

export const Route = createFileRoute("/_session/admin/sealing")({ component: SealingPage });

function SealingPage() {
  usePageTitle("Sealing", "Admin");
  const sealing = api.useQuery("get", "/api/admin/sealing");
  const { data } = sealing;
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title="Sealing" above="Admin" below="Under which key each secret lies. New secrets go under the active key; older ones follow by and by." />
      {data && data.lost > 0 && (
        <Notice tone="danger" title={`${formatPlural(data.lost, "value")} cannot be opened`}>
          They lie under a key that is not in the ring. Put that key back, or have the secrets entered again.
        </Notice>
      )}
      {data && data.pending > 0 && (
        <Notice tone="info" title={`${formatPlural(data.pending, "value")} still to be sealed under the active key`}>
          An old key may be taken out of the ring once nothing lies under it.
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
