import { keepPreviousData, type QueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { AuditEvent, AuditVerification } from "@/api/types";
import type { ActionGroups } from "@/features/organizations/audit_log/action-facet";
import { AuditEventList } from "@/features/organizations/audit_log/audit-event-list";
import type { Directory } from "@/features/organizations/audit_log/describe-event";
import { type AuditFilter, toQuery } from "@/features/organizations/audit_log/filter";
import { FilterBar } from "@/features/organizations/audit_log/filter-bar";
import { otherSentences } from "@/features/organizations/audit_log/sentence-copy";
import { recordedNames } from "@/features/organizations/audit_log/use-directory";
import { platformAuditCopy } from "./copy";

const auditPath = "/api/admin/audit";
const resourceTypes = ["user", "session", "account", "verification", "passkey", "totp_factor", "device_code", "outbox_delivery", "sign_up_allowance", "waitlist_entry"];
const actionGroups = groupActions(Object.keys(otherSentences));

type PlatformAuditLogProps = { filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** The audit events that belong to no organization, newest first. */
export function PlatformAuditLog({ filter, onFilter }: PlatformAuditLogProps) {
  const pages = api.useInfiniteQuery("get", auditPath, { params: { query: { limit: 50, ...toQuery(filter) } } }, { ...paged, placeholderData: keepPreviousData });
  const directory = directoryOf(pages.data?.pages.flatMap(({ items }) => items) ?? []);
  return (
    <>
      <FilterBar filter={filter} onFilter={onFilter} nameOf={directory.nameOf} actionGroups={actionGroups} resourceTypes={resourceTypes} />
      <AuditEventList pages={pages} directory={directory} filter={filter} onFilter={onFilter} />
    </>
  );
}

/** Verifies the chain of the platform, or of an organization. */
export function verifyChain(organizationId?: string): (queryClient: QueryClient, after: number) => Promise<AuditVerification> {
  return (queryClient, after) => {
    const query = { ...(organizationId === undefined ? {} : { organizationId }), ...(after > 0 ? { after } : {}) };
    return queryClient.fetchQuery(api.queryOptions("get", `${auditPath}/verification`, { params: { query } }, { staleTime: 0, gcTime: 0 }));
  };
}

/** Users are named by their own events, and have a page. */
function directoryOf(events: AuditEvent[]): Directory {
  const names = recordedNames(events);
  return {
    nameOf: (id) => names.get(id),
    linkTo: (type, id) => (type === "user" || type === "organization_user_membership" ? { to: "/admin/users/$userId", params: { userId: id } } : undefined),
  };
}

function groupActions(ids: string[]): ActionGroups {
  const titles: Record<string, string> = platformAuditCopy.actions;
  const groups = new Map<string, Record<string, { label: string }>>();
  for (const id of ids) {
    const title = titles[id.split(".")[0] ?? ""] ?? platformAuditCopy.actions.other;
    groups.set(title, { ...groups.get(title), [id]: { label: id } });
  }
  return [...groups].map(([title, actions]) => ({ title, actions }));
}
