import { keepPreviousData } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import { platformAuditCopy } from "@/features/admin/audit_log/copy";
import { adminCopy } from "@/features/admin/copy";
import { ListPage } from "@/features/admin/list-page";
import { rowClass, RowSkeletons } from "@/features/admin/row-skeletons";
import { parseSearch } from "@/features/admin/search";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Empty } from "@/ui/empty";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";

export const Route = createFileRoute("/_session/admin/organizations")({ validateSearch: parseSearch, component: OrganizationsPage });

const copy = adminCopy.organizations;

function OrganizationsPage() {
  usePageTitle(copy.title, adminCopy.area);
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const pages = api.useInfiniteQuery("get", "/api/admin/organizations", { params: { query: { limit: 50, ...search } } }, { ...paged, placeholderData: keepPreviousData });
  return (
    <ListPage title={copy.title} search={copy.search} q={search.q ?? ""} onSearch={(q) => void navigate({ search: q ? { q } : {}, replace: true })}>
      <Panel className={classNames(pages.isPlaceholderData && "opacity-70")}>
        <PagedList pages={pages} label={copy.title} skeleton={<RowSkeletons />} empty={<Empty icon={Building2} title={copy.noMatch} />}>
          {(organization) => (
            <li key={organization.id} className={rowClass}>
              <div className="grid min-w-0 flex-1 basis-48 leading-snug">
                <span className="font-medium break-words">{organization.name}</span>
                <span className="flex flex-wrap gap-x-3 text-xs text-quiet">
                  <code className="font-mono break-all">/{organization.slug}</code>
                  <code className="font-mono break-all">{organization.id}</code>
                </span>
              </div>
              <span className="text-xs text-quiet sm:w-24">{copy.members(organization.memberCount)}</span>
              <span className="text-xs text-quiet sm:w-20">{copy.estates(organization.estateCount)}</span>
              <span className="text-xs text-quiet sm:w-28">{copy.since(formatDay(organization.createdAt))}</span>
              <Button asChild size="small" variant="ghost">
                <Link to="/admin/audit-log" search={{ organizationId: organization.id, organizationName: organization.name }}>
                  {platformAuditCopy.verifyOrganization}
                  <span className="sr-only"> {platformAuditCopy.ofOrganization(organization.name)}</span>
                </Link>
              </Button>
            </li>
          )}
        </PagedList>
      </Panel>
    </ListPage>
  );
}
