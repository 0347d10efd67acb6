import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { useDebounced } from "@/ui/use-debounced";
import { hasMoreEstates } from "./last-estate";

const path = "/api/organizations/{organizationId}/estates";
/** Milliseconds without typing before the API searches. */
const DEBOUNCE_MS = 200;
/** As many as a list of options shows. */
const MAX_RESULTS = 50;

type OwnedEstate = Pick<MyOrganization["estates"][number], "id" | "name"> & { organization: MyOrganization };

/** The estates of the session, and those that a search finds in organizations with more. `hasMore`: it may find others. */
export function useEstateSearch(organizations: MyOrganization[], search: string): { estates: OwnedEstate[]; isLoading: boolean; hasMore: boolean } {
  const query = search.trim();
  const queryClient = useQueryClient();
  const q = useDebounced(query, DEBOUNCE_MS);
  const ids = organizations.filter(hasMoreEstates).map(({ id }) => id);
  const { data, isFetching } = useQuery({
    queryKey: ["get", path, { ids, q }],
    queryFn: async () => new Map(await Promise.all(ids.map(async (id) => [id, await find(queryClient, id, q)] as const))),
    enabled: ids.length > 0 && q !== "" && query !== "",
    placeholderData: keepPreviousData,
  });
  const estates = organizations.flatMap((organization) => {
    const known = new Set(organization.estates.map(({ id }) => id));
    const found = data?.get(organization.id)?.items.filter(({ id }) => !known.has(id)) ?? [];
    return [...organization.estates, ...found].map(({ id, name }) => ({ id, name, organization }));
  });
  return {
    estates,
    isLoading: ids.length > 0 && query !== "" && (q !== query || isFetching),
    hasMore: ids.length > 0 && (query === "" || [...(data?.values() ?? [])].some(({ nextCursor }) => nextCursor != null)),
  };
}

function find(queryClient: QueryClient, organizationId: string, q: string) {
  const query = { limit: MAX_RESULTS, q };
  return queryClient.fetchQuery(api.queryOptions("get", path, { params: { path: { organizationId }, query } }));
}
