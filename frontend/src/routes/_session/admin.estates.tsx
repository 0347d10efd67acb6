import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Boxes, Hammer } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { AdminEstate } from "@/api/types";
import { adminCopy } from "@/features/admin/copy";
import { ListPage } from "@/features/admin/list-page";
import { rowClass, RowSkeletons } from "@/features/admin/row-skeletons";
import { parseSearch } from "@/features/admin/search";
import { StatusBadge } from "@/features/delivery/builds/status-badge";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";

export const Route = createFileRoute("/_session/admin/estates")({ validateSearch: parseSearch, component: EstatesPage });

const copy = adminCopy.estates;
const estatesPath = "/api/admin/estates";

function EstatesPage() {
  usePageTitle(copy.title, adminCopy.area);
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const pages = api.useInfiniteQuery("get", estatesPath, { params: { query: { limit: 50, ...search } } }, { ...paged, placeholderData: keepPreviousData });
  return (
    <ListPage title={copy.title} search={copy.search} q={search.q ?? ""} onSearch={(q) => void navigate({ search: q ? { q } : {}, replace: true })}>
      <Panel className={classNames(pages.isPlaceholderData && "opacity-70")}>
        <PagedList pages={pages} label={copy.title} skeleton={<RowSkeletons />} empty={<Empty icon={Boxes} title={copy.noMatch} />}>
          {(estate) => <EstateRow key={estate.id} estate={estate} />}
        </PagedList>
      </Panel>
    </ListPage>
  );
}

function EstateRow({ estate }: { estate: AdminEstate }) {
  const queryClient = useQueryClient();
  const rebuild = api.useMutation("post", `${estatesPath}/{estateId}/rebuild`, {
    onSuccess: async () => {
      toast.success(copy.rebuildStarted(estate.name));
      await queryClient.invalidateQueries({ queryKey: ["get", estatesPath] });
    },
  });
  return (
    <li data-estate={estate.id} className={rowClass}>
      <div className="grid min-w-0 flex-1 basis-48 leading-snug">
        <span className="font-medium break-words">{estate.name}</span>
        <span className="flex flex-wrap gap-x-3 text-xs text-quiet">
          <span className="break-words">{estate.organization.name}</span>
          <span className="break-all">{estate.repository ?? copy.noRepository}</span>
        </span>
      </div>
      {estate.lastBuild && (
        <span className="flex items-center gap-2 text-xs text-quiet">
          <StatusBadge status={estate.lastBuild.status} />
          <Ago at={estate.lastBuild.createdAt} />
        </span>
      )}
      {estate.repository && (
        <Confirmation
          trigger={
            <Button size="small">
              <Hammer aria-hidden />
              {copy.rebuild}
              <span className="sr-only"> {estate.name}</span>
            </Button>
          }
          title={copy.rebuildTitle(estate.name)}
          description={copy.rebuildConsequence(estate.organization.name)}
          confirm={copy.rebuildConfirm}
          onConfirm={() => rebuild.mutateAsync({ params: { path: { estateId: estate.id } } })}
        />
      )}
    </li>
  );
}
