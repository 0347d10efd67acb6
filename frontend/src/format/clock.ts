const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** The time of day of an RFC 3339 time, in the user's time zone: "14:05". */
export function formatClock(at: string): string {
  return clock.format(new Date(at));
}
