const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** The date of an RFC 3339 time, in the user's time zone: "3 Oct 2026". */
export function formatDay(at: string): string {
  return day.format(new Date(at));
}
