/** How a list of the API is read a page at a time. */
export const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (page: { nextCursor?: string | null }) => page.nextCursor ?? null,
};
