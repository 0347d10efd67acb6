import { createFileRoute } from "@tanstack/react-router";
import { FileQuestion } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import { adminCopy } from "@/features/admin/copy";
import { RowSkeletons } from "@/features/admin/row-skeletons";
import { outboxCopy } from "@/features/platform/outbox/copy";
import { UndecodableMessageRow } from "@/features/platform/outbox/undecodable-message-row";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";

export const Route = createFileRoute("/_session/admin/undecodable")({ component: UndecodablePage });

/** Milliseconds. Undecodable messages have no socket, so the page polls. */
const pollInterval = 5000;

const copy = outboxCopy.undecodable;

function UndecodablePage() {
  usePageTitle(copy.title, adminCopy.area);
  const pages = api.useInfiniteQuery("get", "/api/admin/undecodable-messages", { params: { query: { limit: 50 } } }, { ...paged, refetchInterval: pollInterval });
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={copy.title} above={adminCopy.area} below={copy.description} />
      <Panel>
        <PagedList
          pages={pages}
          label={copy.title}
          skeleton={<RowSkeletons />}
          empty={
            <Empty icon={FileQuestion} title={copy.empty}>
              <p>{copy.emptyDetail}</p>
            </Empty>
          }
        >
          {(message) => <UndecodableMessageRow key={message.id} message={message} />}
        </PagedList>
      </Panel>
    </div>
  );
}
