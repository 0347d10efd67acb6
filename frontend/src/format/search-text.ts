/** A search text in a URL, of which the router makes a number or a boolean when it looks like one. */
export function parseSearchText(value: unknown): string | undefined {
  return (typeof value === "string" ? value : JSON.stringify(value)) || undefined;
}
