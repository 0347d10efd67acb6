const INTERVAL_MS = 25;
const TIMEOUT_MS = 20_000;

/** Looks until `look` finds something (neither undefined, null nor false), and resolves with that; gives up after a while. */
export async function until<Found>(what: string, look: () => Promise<Found> | Found, timeoutMs = TIMEOUT_MS, intervalMs = INTERVAL_MS): Promise<NonNullable<Exclude<Found, false>>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<Exclude<Found, false>>;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
