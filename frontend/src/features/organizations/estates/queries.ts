import { useSuspenseQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Estate } from "@/api/types";

export function estateQuery(estateId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}", { params: { path: { estateId } } });
}

/** The estate of the page, which the route has loaded. */
export function useEstate(estateId: string): Estate {
  return useSuspenseQuery(estateQuery(estateId)).data;
}
