// What runs in a page to tell when its dashboard can be used. As text: the load tests, which use it too, know no DOM.

/** Marks the moment at which the page shows the dashboard; what is loaded later does not delay it. */
export const MARK_USABLE = `
new MutationObserver((_, observer) => {
  if (!document.querySelector("main h1")) return;
  performance.mark("usable");
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });`;

/** What was requested before that moment, with the bytes of each compressed body. */
export interface Loaded {
  path: string;
  bytes: number;
}

/** Evaluates to `Loaded[]`. */
export const LOADED_UNTIL_USABLE = `
[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter(({ startTime }) => startTime <= (performance.getEntriesByName("usable")[0]?.startTime ?? Infinity))
  .map(({ name, encodedBodySize }) => ({ path: name.slice(location.origin.length), bytes: encodedBodySize }));`;
