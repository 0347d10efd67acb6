import { formatCount } from "@/format/amount";

/** The texts of the search in the estate switcher, which is loaded when it is opened. */
export const estateSearchCopy = {
  search: "Search estates and organizations",
  current: "Current estate",
  actions: "Actions",
  noMatch: "No matching estates",
  more: (shown: number, all: number) => `Showing ${shown} of ${formatCount(all)} estates. Type to search.`,
} as const;
