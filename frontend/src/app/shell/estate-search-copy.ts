/** The texts of the search in the estate switcher, which is loaded when it is opened. */
export const estateSearchCopy = {
  search: "Search estates and organizations",
  current: "Current estate",
  actions: "Actions",
  noMatch: "No matching estates",
  more: (shown: number) => `Showing ${shown} estates. Type to find others.`,
} as const;
