import { Braces } from "lucide-react";
import { api } from "@/api/client";
import { asApiError, describeError } from "@/api/error";
import type { Build } from "@/api/types";
import { formatBytes } from "@/format/amount";
import { CopyButton } from "@/ui/copy-button";
import { Empty } from "@/ui/empty";
import { Notice } from "@/ui/notice";
import { Skeleton } from "@/ui/skeleton";
import { ConfigurationChanges } from "./configuration-changes";
import { buildCopy } from "./build-copy";
import { JsonText } from "./json-text";
import { isFinal } from "./queries";

const copy = buildCopy.configuration;

/** The configuration that a build produced. */
export function ConfigurationTab({ build }: { build: Build }) {
  const { data, error, isPending } = api.useQuery(
    "get",
    "/api/estates/{estateId}/builds/{buildId}/configuration",
    { params: { path: { estateId: build.estateId, buildId: build.id } } },
    { meta: { handledStatuses: [404] } },
  );
  if (isPending) return <Skeleton className="m-4 h-64" />;
  if (error && asApiError(error)?.status !== 404) {
    return <Notice tone="danger" className="m-4" title={describeError(error).title}>{describeError(error).detail}</Notice>;
  }
  if (!data) {
    return (
      <Empty icon={Braces} title={copy.empty}>
        <p>{isFinal(build.status) ? copy.ended : copy.running}</p>
      </Empty>
    );
  }
  const text = JSON.stringify(data.configuration, null, 2);
  return (
    <div className="relative">
      <div className="flex min-h-12 items-center justify-between gap-3 border-b border-line px-4 text-xs text-quiet">
        {build.configurationBytes == null ? copy.format : copy.formatAndSize(formatBytes(build.configurationBytes))}
        <CopyButton text={text} label={copy.copy} />
      </div>
      {!build.isActive && (
        <div className="max-h-72 overflow-y-auto border-b border-line px-4 py-3">
          <ConfigurationChanges estateId={build.estateId} buildId={build.id} />
        </div>
      )}
      <pre tabIndex={0} aria-label={copy.label} className="max-h-[62dvh] overflow-auto bg-sunken p-4 font-mono text-xs leading-5 text-quiet focus-visible:-outline-offset-2">
        <JsonText text={text} />
      </pre>
    </div>
  );
}
