import type { Me } from "@/api/types";

const storageKey = "steward.last-estate";

/** One estate, with the organization that it belongs to. */
export type EstatePath = { organizationId: string; estateId: string };

/** Remembers the estate that was looked at last, on this machine. */
export function rememberEstate(path: EstatePath): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(path));
  } catch {
    // Without storage the first estate is opened the next time.
  }
}

/** The estate to open when none is named: the last one if it still is the user's, else the first. */
export function preferredEstate(me: Me): EstatePath | null {
  const last = readLast();
  const kept = last && me.organizations.find((organization) => organization.id === last.organizationId);
  if (last && kept?.estates.some((estate) => estate.id === last.estateId)) return last;
  for (const organization of me.organizations) {
    const first = organization.estates[0];
    if (first) return { organizationId: organization.id, estateId: first.id };
  }
  return null;
}

function readLast(): EstatePath | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "null");
    if (typeof value !== "object" || value === null) return null;
    const { organizationId, estateId } = value as Partial<EstatePath>;
    return typeof organizationId === "string" && typeof estateId === "string" ? { organizationId, estateId } : null;
  } catch {
    return null;
  }
}
