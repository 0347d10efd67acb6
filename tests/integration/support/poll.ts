/** The pause between two polls grows from the first value to the second, as most conditions hold within milliseconds. */
const SHORTEST_MS = 2;
const LONGEST_MS = 25;
const TIMEOUT_MS = 20_000;

/** Polls `look` until it returns a value (neither undefined, null nor false), and resolves with it; throws after the timeout. */
export async function until<Found>(what: string, look: () => Promise<Found> | Found, timeoutMs = TIMEOUT_MS, longestMs = LONGEST_MS): Promise<NonNullable<Exclude<Found, false>>> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = SHORTEST_MS; ; pauseMs = Math.min(2 * pauseMs, longestMs)) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<Exclude<Found, false>>;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
