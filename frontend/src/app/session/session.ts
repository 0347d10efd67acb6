import { type QueryClient, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Me, MyOrganization } from "@/api/types";

/** Who is signed in, with organizations, roles and estates. */
export const sessionQuery = api.queryOptions("get", "/api/auth/me", {}, { staleTime: 5 * 60_000 });

/** Who is signed in; only below the session guard. */
export function useSession(): Me {
  return useSuspenseQuery(sessionQuery).data;
}

/** Who is signed in, or null; that nobody is, is believed for a moment, as the guard has just asked. */
export async function getSession(queryClient: QueryClient): Promise<Me | null> {
  const state = queryClient.getQueryState(sessionQuery.queryKey);
  if (state?.status === "error" && Date.now() - state.errorUpdatedAt < 2000) return null;
  return queryClient.ensureQueryData(sessionQuery).catch(() => null);
}

/** Refetches who is signed in, with organizations and roles. */
export function useRefetchSession(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.refetchQueries({ queryKey: sessionQuery.queryKey });
}

/** The organization of that slug or id, if the user belongs to it. */
export function findOrganization(me: Me, slugOrId: string): MyOrganization | undefined {
  return me.organizations.find(({ slug, id }) => slug === slugOrId || id === slugOrId);
}
