import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";

/** The session has no more estates of an organization than this. */
const SESSION_ESTATES = 100;
const path = "/api/organizations/{organizationId}/estates";

type OwnedEstate = MyOrganization["estates"][number] & { organization: MyOrganization };

/** Every estate of the user: those of the session at first, then also the others of organizations with many. */
export function useAllEstates(organizations: MyOrganization[]): { estates: OwnedEstate[]; isLoading: boolean } {
  const queryClient = useQueryClient();
  const ids = organizations.filter(({ estates }) => estates.length >= SESSION_ESTATES).map(({ id }) => id);
  const { data, isLoading } = useQuery({
    queryKey: ["get", path, { ids }],
    queryFn: async () => new Map(await Promise.all(ids.map(async (id) => [id, await fetchEstates(queryClient, id)] as const))),
    enabled: ids.length > 0,
  });
  const estates = organizations.flatMap((organization) => {
    const all = data?.get(organization.id) ?? organization.estates;
    return all.map(({ id, name }) => ({ id, name, organization }));
  });
  return { estates, isLoading };
}

async function fetchEstates(queryClient: QueryClient, organizationId: string): Promise<MyOrganization["estates"]> {
  const estates: MyOrganization["estates"] = [];
  let cursor: string | null | undefined;
  do {
    const query = { limit: SESSION_ESTATES, ...(cursor ? { cursor } : {}) };
    const page = await queryClient.fetchQuery(api.queryOptions("get", path, { params: { path: { organizationId }, query } }));
    estates.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return estates;
}
