import { createFileRoute } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import { hasPermission } from "@/app/session/permissions";
import { EstateRow, EstateRowSkeletons } from "@/features/delivery/builds/estate-row";
import { estatesCopy } from "@/features/organizations/estates/copy";
import { CreateEstateButton } from "@/features/organizations/estates/create-estate-button";
import { NoEstates } from "@/features/organizations/estates/no-estates";
import { estateStates, parseOverviewSearch } from "@/features/organizations/estates/overview-search";
import { useOverview } from "@/features/organizations/estates/use-overview";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { classNames } from "@/ui/class-names";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { SearchField } from "@/ui/search-field";
import { Select } from "@/ui/select";

export const Route = createFileRoute("/_session/$organization/estates")({ validateSearch: parseOverviewSearch, component: EstatesPage });

const copy = estatesCopy.overview;
const filters = (["all", ...estateStates] as const).map((value) => ({ value, label: copy.states[value] }));

function EstatesPage() {
  const organization = useOrganization();
  usePageTitle(estatesCopy.title, organization.name);
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const { list, isPlaceholderData } = useOverview(organization.id, search);
  const { q, state } = search;
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title={estatesCopy.title}
        above={organization.name}
        actions={hasPermission(organization, "estate.create") && <CreateEstateButton variant="primary" organization={organization} />}
      />
      <div className="flex flex-wrap gap-2">
        <SearchField
          label={copy.search}
          shortcut="/"
          maxLength={100}
          value={q ?? ""}
          onSearch={(text) => void navigate({ search: { q: text || undefined, state }, replace: true })}
          className="flex-1 basis-56"
        />
        <Select
          aria-label={copy.state}
          className="w-36"
          value={state ?? "all"}
          options={filters}
          onChange={(chosen) => void navigate({ search: { q, state: chosen === "all" ? undefined : chosen }, replace: true })}
        />
      </div>
      <Panel className={classNames(isPlaceholderData && "opacity-70")}>
        <PagedList
          pages={list}
          label={estatesCopy.title}
          skeleton={<EstateRowSkeletons />}
          empty={
            q || state ? (
              <Empty icon={Boxes} title={copy.noMatch}>
                <p>{copy.noMatchHint}</p>
              </Empty>
            ) : (
              <NoEstates organization={organization} />
            )
          }
        >
          {({ estate, isPinned }) => <EstateRow key={estate.id} estate={estate} isPinned={isPinned} organizationId={organization.id} slug={organization.slug} />}
        </PagedList>
      </Panel>
    </div>
  );
}
