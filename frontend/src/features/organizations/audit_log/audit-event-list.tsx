import { ScrollText } from "lucide-react";
import type { ComponentProps } from "react";
import type { AuditEvent } from "@/api/types";
import { classNames } from "@/ui/class-names";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { AuditEventRow, AuditEventSkeletons } from "./audit-event-row";
import { auditLogCopy } from "./copy";
import type { Directory } from "./describe-event";
import type { AuditFilter } from "./filter";

type Pages = ComponentProps<typeof PagedList<AuditEvent>>["pages"] & { isPlaceholderData: boolean };
type AuditEventListProps = { pages: Pages; directory: Directory; filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** Pages of audit events, newest first. */
export function AuditEventList({ pages, directory, filter, onFilter }: AuditEventListProps) {
  return (
    <Panel className={classNames(pages.isPlaceholderData && "opacity-70")}>
      <PagedList
        pages={pages}
        label={auditLogCopy.title}
        skeleton={<AuditEventSkeletons />}
        empty={<Empty icon={ScrollText} title={Object.keys(filter).length > 0 ? auditLogCopy.noMatch : auditLogCopy.empty} />}
      >
        {(event) => <AuditEventRow key={event.id} event={event} directory={directory} filter={filter} onFilter={onFilter} />}
      </PagedList>
    </Panel>
  );
}
