/** A filter of the audit log; days are YYYY-MM-DD in the user's time zone. */
export type AuditFilter = {
  actorId?: string;
  action?: string;
  resourceType?: string;
  resourceId?: string;
  from?: string;
  to?: string;
};

const textFields = ["actorId", "action", "resourceType", "resourceId"] as const;
const dayFields = ["from", "to"] as const;

/** Parses the filter of a URL and ignores invalid values. */
export function parseFilter(search: Record<string, unknown>): AuditFilter {
  const filter: AuditFilter = {};
  for (const name of textFields) {
    const value = search[name];
    if (typeof value === "string" && value !== "") filter[name] = value;
  }
  for (const name of dayFields) {
    const value = search[name];
    if (typeof value === "string" && startOfDay(value) !== null) filter[name] = value;
  }
  return filter;
}

/** Converts a filter to the API's query. The last day is included. */
export function toQuery({ from, to, ...rest }: AuditFilter): AuditFilter {
  const begin = from === undefined ? null : startOfDay(from);
  const end = to === undefined ? null : startOfDay(to, 1);
  return {
    ...rest,
    ...(begin ? { from: begin.toISOString() } : {}),
    ...(end ? { to: new Date(end.getTime() - 1).toISOString() } : {}),
  };
}

/** The start of a day, or of the day `offset` days later; null for an invalid date. */
function startOfDay(day: string, offset = 0): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return null;
  const [year = 0, month = 0, date = 0] = parts.slice(1).map(Number);
  const start = new Date(year, month - 1, date);
  if (start.getMonth() !== month - 1 || start.getDate() !== date) return null;
  start.setDate(date + offset);
  return start;
}
