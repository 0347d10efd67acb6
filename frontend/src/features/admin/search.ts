import { parseSearchText } from "@/format/search-text";

/** Parses the search text of a URL. */
export function parseSearch(search: Record<string, unknown>): { q?: string } {
  const q = parseSearchText(search.q);
  return q ? { q } : {};
}
