const AT_ONCE = 8;

/** Works on every item, some at a time; resolves with the results in the items' order. */
export async function inParallel<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>, atOnce = AT_ONCE): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const lane = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
