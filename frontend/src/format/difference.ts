/** A field of a changed resource; null on the side where it does not exist. */
export type FieldDifference = { path: string; before: string | null; after: string | null };

/** Compares two values field by field. Nested objects are flattened to dotted paths; lists are not. */
export function compareFields(before: unknown, after: unknown): FieldDifference[] {
  const [left, right] = [flatten(before), flatten(after)];
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].map((path) => ({ path, before: left.get(path) ?? null, after: right.get(path) ?? null }));
}

export function isChanged({ before, after }: FieldDifference): boolean {
  return before !== after;
}

function flatten(value: unknown, path = "", found = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) {
    if (path !== "") found.set(path, "null");
  } else if (typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0) {
    for (const [name, part] of Object.entries(value)) flatten(part, path === "" ? name : `${path}.${name}`, found);
  } else if (path !== "" || !isEmpty(value)) {
    found.set(path, typeof value === "string" ? value : JSON.stringify(value));
  }
  return found;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
