import { useQueryClient } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { DeletedOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { Ago, formatMoment } from "@/format/time";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { deletedOrganizationsCopy as copy } from "./deleted-organizations-copy";

const deletedPath = "/api/deleted-organizations";

/** The deleted organizations that the user owned and can restore. */
export function DeletedOrganizationsPanel() {
  const pages = api.useInfiniteQuery("get", deletedPath, { params: { query: { limit: 50 } } }, { ...paged, staleTime: 0 });
  return (
    <Panel title={copy.title}>
      <p className="border-b border-line px-4 py-3 text-quiet">{copy.text}</p>
      <PagedList pages={pages} label={copy.title} skeleton={<Skeleton className="m-4 h-9" />} empty={<Empty icon={Building2} title={copy.empty} />}>
        {(organization) => <Row key={organization.id} organization={organization} />}
      </PagedList>
    </Panel>
  );
}

function Row({ organization: { id, name, deletedAt, deletedBy, restorableUntil } }: { organization: DeletedOrganization }) {
  const queryClient = useQueryClient();
  const refetchSession = useRefetchSession();
  const restore = api.useMutation("post", `${deletedPath}/{organizationId}/restore`, {
    onSuccess: async () => {
      await Promise.all([refetchSession(), queryClient.invalidateQueries({ queryKey: ["get", deletedPath] })]);
      toast.success(copy.restored(name));
    },
  });
  return (
    <li data-organization={id} className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
      <div className="grid min-w-0 leading-snug">
        <span className="font-medium break-words">{name}</span>
        <span className="text-xs text-quiet">
          {copy.deletedBy(deletedBy ?? null)} <Ago at={deletedAt} />, {copy.until} <time dateTime={restorableUntil}>{formatMoment(restorableUntil)}</time>
        </span>
      </div>
      <Confirmation
        trigger={
          <Button size="small">
            {copy.restore}
            <span className="sr-only"> {name}</span>
          </Button>
        }
        title={copy.confirmTitle(name)}
        description={copy.consequence}
        confirm={copy.confirm}
        onConfirm={() => restore.mutateAsync({ params: { path: { organizationId: id } } })}
      />
    </li>
  );
}
