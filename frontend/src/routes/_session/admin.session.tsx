import { createFileRoute } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { adminCopy } from "@/features/admin/copy";
import { formatDevice } from "@/format/device";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";

export const Route = createFileRoute("/_session/admin/session")({ component: SessionPage });

const copy = adminCopy.session;

/** The administrator's session and request as the server sees them. */
function SessionPage() {
  usePageTitle(copy.title, adminCopy.area);
  const answer = api.useQuery("get", "/api/admin/session");
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title={copy.title} above={adminCopy.area} below={copy.description} />
      {answer.isPending ? (
        <Panel>
          <div aria-hidden className="grid gap-3 p-4">
            <Skeleton className="h-5 w-64 max-w-full" />
            <Skeleton className="h-5 w-48" />
            <Skeleton className="h-5 w-56 max-w-full" />
          </div>
        </Panel>
      ) : answer.data === undefined ? (
        <Panel>
          <ListError error={answer.error} onRetry={answer.refetch} pending={answer.isFetching} />
        </Panel>
      ) : (
        <>
          <Facts title={copy.you.title}>
            <Fact name={copy.you.name}>{answer.data.name}</Fact>
            <Fact name={copy.you.email}>{answer.data.email}</Fact>
            <Fact name={copy.you.userId}>
              <code className="font-mono text-xs">{answer.data.userId}</code>
            </Fact>
            <Fact name={copy.you.sessionId}>
              <code className="font-mono text-xs">{answer.data.sessionId}</code>
            </Fact>
          </Facts>
          <Facts title={copy.request.title}>
            <Fact name={copy.request.ipAddress}>{answer.data.ipAddress ?? copy.request.unknown}</Fact>
            <Fact name={copy.request.location}>{answer.data.location ?? copy.request.unknown}</Fact>
            <Fact name={copy.request.device}>{formatDevice(answer.data.userAgent)}</Fact>
            <Fact name={copy.request.userAgent}>
              <code className="font-mono text-xs">{answer.data.userAgent || copy.request.none}</code>
            </Fact>
          </Facts>
          <Facts title={copy.server.title}>
            <Fact name={copy.server.environment}>{answer.data.environment}</Fact>
            <Fact name={copy.server.version}>
              <code className="font-mono text-xs">{answer.data.version}</code>
            </Fact>
          </Facts>
        </>
      )}
    </div>
  );
}

function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Panel title={title}>
      <dl className="grid gap-x-4 gap-y-1 p-4 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-y-2">{children}</dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className="mb-1 break-all sm:mb-0">{children}</dd>
    </>
  );
}
