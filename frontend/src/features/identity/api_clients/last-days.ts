import type { ApiKey } from "@/api/types";

const DAY_MS = 86_400_000;
const DAYS = 30;

/** The calls of each of the last 30 days in UTC, oldest first; `counted` leaves out days without calls. */
export function lastDays(counted: ApiKey["callsPerDay"], now: number): ApiKey["callsPerDay"] {
  const calls = new Map(counted.map(({ day, calls }) => [day, calls]));
  return Array.from({ length: DAYS }, (_, index) => {
    const day = new Date(now - (DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return { day, calls: calls.get(day) ?? 0 };
  });
}
