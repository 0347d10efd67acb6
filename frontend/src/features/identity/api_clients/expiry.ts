import { apiClientsCopy } from "./copy";

const labels = apiClientsCopy.create.expirations;

/** The lifetimes of an API key in days; "never" lasts while its creator is a member. */
export const expiries = [
  { value: "30", label: labels["30"] },
  { value: "90", label: labels["90"] },
  { value: "365", label: labels["365"] },
  { value: "never", label: labels.never },
] as const;

export type Expiry = (typeof expiries)[number]["value"];

/** The RFC 3339 expiry of a key created at `now` (Unix milliseconds); undefined when it does not expire. */
export function expiryDate(expiry: Expiry, now: number): string | undefined {
  return expiry === "never" ? undefined : new Date(now + Number(expiry) * 86_400_000).toISOString();
}
