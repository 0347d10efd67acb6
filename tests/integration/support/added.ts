/**
 * What is added to a list from now on. The list may drop its oldest entries meanwhile, as those of the stack do, whose
 * entries of other tests come first.
 */
export function added<Entry>(list: readonly Entry[]): () => Entry[] {
  const newest = list.at(-1);
  return () => (newest === undefined ? [...list] : list.slice(list.lastIndexOf(newest) + 1));
}
