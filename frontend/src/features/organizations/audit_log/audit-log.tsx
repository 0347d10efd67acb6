import { keepPreviousData } from "@tanstack/react-query";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { MyOrganization } from "@/api/types";
import { AuditEventList } from "./audit-event-list";
import { toQuery, type AuditFilter } from "./filter";
import { FilterBar } from "./filter-bar";
import { auditPath } from "./paths";
import { PersonFacet } from "./person-facet";
import { actionGroups, resourceTypes } from "./sentence-copy";
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
      <FilterBar
        filter={filter}
        onFilter={onFilter}
        nameOf={directory.nameOf}
        actionGroups={actionGroups}
        resourceTypes={Object.keys(resourceTypes)}
        personFacet={(name, onChoose) => <PersonFacet organization={organization} name={name} onChoose={onChoose} />}
      />
      <AuditEventList pages={pages} directory={directory} filter={filter} onFilter={onFilter} />
    </>
  );
}
