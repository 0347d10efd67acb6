/** The pause between two looks grows from the first to the second: most of what is waited for is there within milliseconds. */
const SHORTEST_MS = 2;
const LONGEST_MS = 25;
const TIMEOUT_MS = 20_000;

/** Looks until `look` finds something (neither undefined, null nor false), and resolves with that; gives up after a while. */
export async function until<Found>(what: string, look: () => Promise<Found> | Found, timeoutMs = TIMEOUT_MS, longestMs = LONGEST_MS): Promise<NonNullable<Exclude<Found, false>>> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = SHORTEST_MS; ; pauseMs = Math.min(2 * pauseMs, longestMs)) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<Exclude<Found, false>>;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
