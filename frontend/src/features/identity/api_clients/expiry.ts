/** For how long a key can be good: days, or for as long as its maker belongs to the organization. */
export const expiries = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
  { value: "never", label: "No end" },
] as const;

export type Expiry = (typeof expiries)[number]["value"];

/** When a key made at `now` (milliseconds since 1970) ends, as RFC 3339; undefined when it does not. */
export function expiryDate(expiry: Expiry, now: number): string | undefined {
  return expiry === "never" ? undefined : new Date(now + Number(expiry) * 86_400_000).toISOString();
}
