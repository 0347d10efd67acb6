/** Milliseconds before connection attempt number `attempt` (from 1): 1–10 s, growing, with jitter. */
export function reconnectDelay(attempt: number, random: number): number {
  const ceiling = Math.min(10_000, 1500 * 1.6 ** (attempt - 1));
  return Math.round(1000 + (ceiling - 1000) * random);
}
