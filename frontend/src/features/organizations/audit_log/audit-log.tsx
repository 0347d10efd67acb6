import { keepPreviousData } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { MyOrganization } from "@/api/types";
import { classNames } from "@/ui/class-names";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { AuditEventRow, AuditEventSkeletons } from "./audit-event-row";
import { auditLogCopy } from "./copy";
import { toQuery, type AuditFilter } from "./filter";
import { FilterBar } from "./filter-bar";
import { auditPath } from "./paths";
import { useDirectory } from "./use-directory";

type AuditLogProps = { organization: MyOrganization; filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** The audit events of an organization, newest first. */
export function AuditLog({ organization, filter, onFilter }: AuditLogProps) {
  const pages = api.useInfiniteQuery(
    "get",
    auditPath,
    { params: { path: { organizationId: organization.id }, query: { limit: 50, ...toQuery(filter) } } },
    { ...paged, placeholderData: keepPreviousData },
  );
  const events = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const directory = useDirectory(organization, events);
  return (
    <>
      <FilterBar organization={organization} filter={filter} onFilter={onFilter} nameOf={directory.nameOf} />
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
    </>
  );
}
