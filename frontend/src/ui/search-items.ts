/** Lower case without accents, so that "malaga" finds "Málaga". */
function normalize(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** How well a text matches a search: 0 when a word is missing, most when the text starts with the search. */
export function matchRank(search: string, text: string): number {
  const [query, target] = [normalize(search.trim()), normalize(text)];
  const words = query.split(/\s+/);
  if (!words.every((word) => target.includes(word))) return 0;
  if (target.startsWith(query)) return 3;
  return words.every((word) => ` ${target}`.includes(` ${word}`)) ? 2 : 1;
}

/** The items whose text contains every word of the search, the best matches first. */
export function searchItems<Item>(items: readonly Item[], search: string, textOf: (item: Item) => string): Item[] {
  if (search.trim() === "") return [...items];
  return items
    .map((item) => ({ item, rank: matchRank(search, textOf(item)) }))
    .filter(({ rank }) => rank > 0)
    .sort((first, second) => second.rank - first.rank)
    .map(({ item }) => item);
}
