const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** The day of an RFC 3339 time, in the reader's time zone: "3 Oct 2026". */
export function formatDay(at: string): string {
  return day.format(new Date(at));
}
