import { createFileRoute } from "@tanstack/react-router";
import { FileQuestion } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import { RowSkeletons } from "@/features/admin/row-skeletons";
import { UndecodableMessageRow } from "@/features/platform/outbox/undecodable-message-row";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";

export const Route = createFileRoute("/_session/admin/undecodable")({ component: UndecodablePage });

/** Milliseconds. Undecodable messages have no socket, so the page polls. */
const pollInterval = 5000;

function UndecodablePage() {
  usePageTitle("Undecodable messages", "Admin");
  const pages = api.useInfiniteQuery("get", "/api/admin/undecodable-messages", { params: { query: { limit: 50 } } }, { ...paged, refetchInterval: pollInterval });
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title="Undecodable messages" above="Admin" below="Queue messages that could not be decoded, newest first. They are kept for 30 days." />
      <Panel>
        <PagedList
          pages={pages}
          label="Undecodable messages"
          skeleton={<RowSkeletons />}
          empty={
            <Empty icon={FileQuestion} title="No undecodable messages">
              <p>A message appears here when it cannot be decoded.</p>
            </Empty>
          }
        >
          {(message) => <UndecodableMessageRow key={message.id} message={message} />}
        </PagedList>
      </Panel>
    </div>
  );
}
