/** Which lines of the audit log are shown; days as YYYY-MM-DD in the reader's time zone. */
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

/** The filter that an address names; what makes no sense is left out. */
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

/** The filter as the API takes it: the last day is in it as a whole. */
export function toQuery({ from, to, ...rest }: AuditFilter): AuditFilter {
  const begin = from === undefined ? null : startOfDay(from);
  const end = to === undefined ? null : startOfDay(to, 1);
  return {
    ...rest,
    ...(begin ? { from: begin.toISOString() } : {}),
    ...(end ? { to: new Date(end.getTime() - 1).toISOString() } : {}),
  };
}

/** The beginning of a day, or of one that comes `offset` days after it. */
function startOfDay(day: string, offset = 0): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return null;
  const [year = 0, month = 0, date = 0] = parts.slice(1).map(Number);
  const start = new Date(year, month - 1, date);
  if (start.getMonth() !== month - 1 || start.getDate() !== date) return null;
  start.setDate(date + offset);
  return start;
}
