import { type QueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Estate, Me } from "@/api/types";
import { type EstatePath, preferredEstate } from "./last-estate";

export function estateQuery(estateId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}", { params: { path: { estateId } } });
}

/** The estate of the page, which the route has loaded. */
export function useEstate(estateId: string): Estate {
  return useSuspenseQuery(estateQuery(estateId)).data;
}

/** The estate that the app opens with. One that the session does not have is fetched, as it may have been deleted. */
export async function openingEstate(queryClient: QueryClient, me: Me): Promise<EstatePath | null> {
  const preferred = preferredEstate(me);
  if (!preferred || me.organizations.some(({ estates }) => estates.some(({ id }) => id === preferred.estateId))) return preferred;
  const found = await queryClient.ensureQueryData(estateQuery(preferred.estateId)).catch(() => null);
  return found ? preferred : preferredEstate(me, "");
}
