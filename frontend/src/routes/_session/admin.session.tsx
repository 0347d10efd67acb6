import { createFileRoute } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { formatDevice } from "@/format/device";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";

export const Route = createFileRoute("/_session/admin/session")({ component: SessionPage });

/** The administrator's session and request as the server sees them. */
function SessionPage() {
  usePageTitle("Session", "Admin");
  const answer = api.useQuery("get", "/api/admin/session");
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title="Session" above="Admin" below="What the server sees of you and of this request." />
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
          <Facts title="You">
            <Fact name="Name">{answer.data.name}</Fact>
            <Fact name="E-mail">{answer.data.email}</Fact>
            <Fact name="User">
              <code className="font-mono text-xs">{answer.data.userId}</code>
            </Fact>
            <Fact name="Session">
              <code className="font-mono text-xs">{answer.data.sessionId}</code>
            </Fact>
          </Facts>
          <Facts title="Request">
            <Fact name="Address">{answer.data.ipAddress ?? "Unknown"}</Fact>
            <Fact name="Location">{answer.data.location ?? "Unknown"}</Fact>
            <Fact name="Device">{formatDevice(answer.data.userAgent)}</Fact>
            <Fact name="User agent">
              <code className="font-mono text-xs">{answer.data.userAgent || "None"}</code>
            </Fact>
          </Facts>
          <Facts title="Server">
            <Fact name="Environment">{answer.data.environment}</Fact>
            <Fact name="Version">
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
