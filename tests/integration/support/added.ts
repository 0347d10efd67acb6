/**
 * Returns the entries that are added to a list from now on. The list may drop its oldest entries meanwhile, as the stack's
 * lists do, which begin with entries of other tests.
 */
export function added<Entry>(list: readonly Entry[]): () => Entry[] {
  const newest = list.at(-1);
  return () => (newest === undefined ? [...list] : list.slice(list.lastIndexOf(newest) + 1));
}
