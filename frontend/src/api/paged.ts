/** The options of an infinite query over a cursor-paged list. */
export const paged = {
  // Not undefined, which openapi-react-query replaces by 0.
  initialPageParam: null as string | null,
  getNextPageParam: (page: { nextCursor?: string | null }) => page.nextCursor ?? null,
};
