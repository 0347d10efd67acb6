/** Parses the search text of a URL. */
export function parseSearch(search: Record<string, unknown>): { q?: string } {
  return typeof search.q === "string" && search.q !== "" ? { q: search.q } : {};
}
