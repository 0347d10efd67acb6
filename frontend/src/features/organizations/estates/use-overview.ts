import { keepPreviousData } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { OverviewSearch } from "./overview-search";
import { usePinnedEstates } from "./pinned-estates";

const path = "/api/organizations/{organizationId}/estates/overview";
const PAGE_SIZE = 50;

/** The pages of the overview in which pinned estates come first, wherever they are in the list. */
export function useOverview(organizationId: string, { q, state }: OverviewSearch) {
  const pinnedIds = usePinnedEstates(organizationId);
  const query = { limit: PAGE_SIZE, ...(q ? { q } : {}), ...(state ? { state } : {}) };
  const pages = api.useInfiniteQuery("get", path, { params: { path: { organizationId }, query } }, { ...paged, placeholderData: keepPreviousData });
  const pinned = api.useQuery(
    "get",
    path,
    { params: { path: { organizationId }, query: { ...query, ids: pinnedIds.join(",") } } },
    { enabled: pinnedIds.length > 0, placeholderData: keepPreviousData },
  );
  const estates = useMemo(() => {
    const isPinned = ({ id }: { id: string }) => pinnedIds.includes(id);
    const first = pinned.data?.items.filter(isPinned) ?? [];
    const shown = new Set(first.map(({ id }) => id));
    const others = pages.data?.pages.flatMap(({ items }) => items).filter(({ id }) => !shown.has(id)) ?? [];
    return [...first, ...others].map((estate) => ({ estate, isPinned: isPinned(estate) }));
  }, [pinnedIds, pinned.data, pages.data]);
  const { isPending, isPlaceholderData, error, hasNextPage, isFetching, isFetchingNextPage, fetchNextPage, refetch } = pages;
  const list = {
    data: pages.data && { pages: [{ items: estates }] },
    isPending: isPending || pinned.isLoading,
    error,
    hasNextPage,
    isFetching,
    isFetchingNextPage,
    fetchNextPage,
    refetch,
  };
  return { list, isPlaceholderData };
}
