import { formatPlural } from "@/format/amount";

/** The texts of the administrators' page of sealing keys. */
export const sealingCopy = {
  title: "Sealing keys",
  description: "The keys that encrypt stored secrets. New secrets use the active key; existing ones are moved to it over time.",
  lost: {
    title: (values: number) => `${formatPlural(values, "value")} can't be decrypted`,
    detail: "Their key is not in the key ring. Add the key back, or enter the secrets again.",
  },
  pending: {
    title: (values: number) => `${formatPlural(values, "value")} not yet moved to the active key`,
    detail: "Remove an old key from the key ring only when no values use it.",
  },
  label: "Keys",
  empty: "No keys",
  active: "Active",
  unknown: "Not in the key ring",
  since: (day: string) => `since ${day}`,
  age: (days: number) => `(${formatPlural(days, "day")})`,
  unused: "No values use this key.",
  column: "Column",
  values: "Values",
} as const;
