/** Milliseconds before reconnection attempt `attempt` (from 1): exponential backoff with jitter, 1 to 10 seconds. */
export function reconnectDelay(attempt: number, random: number): number {
  const ceiling = Math.min(10_000, 1500 * 1.6 ** (attempt - 1));
  return Math.round(1000 + (ceiling - 1000) * random);
}
