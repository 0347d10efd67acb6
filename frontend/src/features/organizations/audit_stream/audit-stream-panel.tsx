import { useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { Button } from "@/ui/button";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { auditStreamCopy as copy } from "./copy";
import { CreateAuditStream } from "./create-audit-stream";
import { CurrentAuditStream } from "./current-audit-stream";
import { auditStreamPath } from "./paths";

/** Milliseconds. Deliveries have no socket, so the panel polls. */
const pollInterval = 15_000;

/** Where the organization's audit events are sent, and whether they are delivered. */
export function AuditStreamPanel({ organization }: { organization: MyOrganization }) {
  const [secret, setSecret] = useState<string | null>(null);
  const params = { path: { organizationId: organization.id } };
  const { data, error, isFetching, refetch } = api.useQuery("get", auditStreamPath, { params }, { refetchInterval: pollInterval });
  return (
    <Panel title={copy.title}>
      {secret !== null ? (
        <div className="grid max-w-xl gap-4 p-4">
          <CopyableSecret label={copy.secret.label} value={secret} hint={copy.secret.hint} />
          <Button variant="primary" className="justify-self-start" onClick={() => setSecret(null)}>
            {copy.secret.done}
          </Button>
        </div>
      ) : data?.stream ? (
        <CurrentAuditStream organizationId={organization.id} stream={data.stream} />
      ) : data ? (
        <CreateAuditStream organizationId={organization.id} onCreated={setSecret} />
      ) : error ? (
        <ListError error={error} onRetry={refetch} pending={isFetching} />
      ) : (
        <div aria-hidden className="grid gap-2 p-4">
          <Skeleton className="h-4 w-72 max-w-full" />
          <Skeleton className="h-9 w-64 max-w-full" />
        </div>
      )}
    </Panel>
  );
}
