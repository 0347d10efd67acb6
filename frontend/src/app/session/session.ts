import { type QueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Me, MyOrganization } from "@/api/types";

/** Who is signed in, with organizations, roles and estates. */
export const meQuery = api.queryOptions("get", "/api/auth/me", {}, { staleTime: 5 * 60_000 });

/** Who is signed in; only below the session guard. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Who is signed in, or null; that nobody is, is believed for a moment, as the guard has just asked. */
export async function whoever(queryClient: QueryClient): Promise<Me | null> {
  const state = queryClient.getQueryState(meQuery.queryKey);
  if (state?.status === "error" && Date.now() - state.errorUpdatedAt < 2000) return null;
  return queryClient.ensureQueryData(meQuery).catch(() => null);
}

/** The organization of that slug or id, if the user belongs to it. */
export function findOrganization(me: Me, slugOrId: string): MyOrganization | undefined {
  return me.organizations.find(({ slug, id }) => slug === slugOrId || id === slugOrId);
}
