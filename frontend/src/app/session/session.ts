import { type QueryClient, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Me, MyOrganization } from "@/api/types";

/** The signed-in user, with organizations, roles and estates. */
export const sessionQuery = api.queryOptions("get", "/api/auth/me", {}, { staleTime: 5 * 60_000 });

/** The signed-in user. Only for components below the `_session` route, which loads it. */
export function useSession(): Me {
  return useSuspenseQuery(sessionQuery).data;
}

/** The signed-in user, or null. A failed request is not repeated for two seconds, as the route guard has just made it. */
export async function getSession(queryClient: QueryClient): Promise<Me | null> {
  const state = queryClient.getQueryState(sessionQuery.queryKey);
  if (state?.status === "error" && Date.now() - state.errorUpdatedAt < 2000) return null;
  return queryClient.ensureQueryData(sessionQuery).catch(() => null);
}

/** Refetches the session, for changes to the user, their organizations or roles. */
export function useRefetchSession(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.refetchQueries({ queryKey: sessionQuery.queryKey });
}

/** The user's organization with that slug or id. */
export function findOrganization(me: Me, slugOrId: string): MyOrganization | undefined {
  return me.organizations.find(({ slug, id }) => slug === slugOrId || id === slugOrId);
}
