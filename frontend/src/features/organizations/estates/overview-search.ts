import { parseSearchText } from "@/format/search-text";

export const estateStates = ["live", "building", "failed"] as const;
export type EstateState = (typeof estateStates)[number];

/** What the overview of estates is filtered by. */
export type OverviewSearch = { q?: string | undefined; state?: EstateState | undefined };

/** Parses the search parameters of a URL. */
export function parseOverviewSearch(search: { q?: unknown; state?: unknown }): OverviewSearch {
  return { q: parseSearchText(search.q), state: estateStates.find((state) => state === search.state) };
}
