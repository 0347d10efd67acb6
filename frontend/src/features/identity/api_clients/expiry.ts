/** The lifetimes of an API key in days; "never" lasts while its creator is a member. */
export const expiries = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
  { value: "never", label: "No end" },
] as const;

export type Expiry = (typeof expiries)[number]["value"];

/** The RFC 3339 expiry of a key created at `now` (Unix milliseconds); undefined when it does not expire. */
export function expiryDate(expiry: Expiry, now: number): string | undefined {
  return expiry === "never" ? undefined : new Date(now + Number(expiry) * 86_400_000).toISOString();
}
