import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { compareFields, isChanged } from "@/format/difference";
import { DifferenceTable } from "@/ui/difference-table";
import { Skeleton } from "@/ui/skeleton";
import { buildCopy } from "./build-copy";

const copy = buildCopy.changes;

/** What would change, or has changed, from the active configuration to that of a complete build. */
export function ConfigurationChanges({ estateId, buildId }: { estateId: string; buildId: string }) {
  const options = { meta: { handledStatuses: [404] } };
  const active = api.useQuery("get", "/api/estates/{estateId}/configuration", { params: { path: { estateId } } }, options);
  const own = api.useQuery("get", "/api/estates/{estateId}/builds/{buildId}/configuration", { params: { path: { estateId, buildId } } }, options);
  if (active.isPending || own.isPending) return <Skeleton className="h-16" />;
  if (asApiError(active.error)?.status === 404 || active.data?.buildId === buildId) return null;
  if (!active.data || !own.data) return <p className="text-xs text-quiet">{copy.failed}</p>;
  const changes = compareFields(active.data.configuration, own.data.configuration).filter(isChanged);
  return (
    <section aria-label={copy.title(active.data.buildNumber)} className="grid gap-1.5">
      <h3 className="text-xs font-medium text-quiet">{copy.title(active.data.buildNumber)}</h3>
      {changes.length === 0 ? <p className="text-xs text-quiet">{copy.none}</p> : <DifferenceTable fields={changes} />}
    </section>
  );
}
