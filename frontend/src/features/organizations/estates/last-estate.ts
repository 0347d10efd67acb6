import type { Me, MyOrganization } from "@/api/types";

const cookieName = "steward_last_estate";
/** Seconds for which the last estate is remembered: 30 days. */
const maxAge = 30 * 24 * 60 * 60;

/** One estate, by its id, with the slug of its organization: the parameters of its address. */
export type EstatePath = { organization: string; estateId: string };

/** Remembers the estate that was looked at last, in this browser. */
export function saveLastEstate(estateId: string): void {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookieName}=${encodeURIComponent(estateId)}; Max-Age=${maxAge}; Path=/; SameSite=Lax${secure}`;
}

/** The estate of an organization to open when none is named: its default one, else the first that the user may see. */
export function defaultEstate({ estates, defaultEstateId }: MyOrganization): string | undefined {
  return estates.find(({ id }) => id === defaultEstateId)?.id ?? estates[0]?.id;
}

/** The estate to open when none is named: the last one if it still is the user's, else the first organization's. */
export function preferredEstate(me: Me, cookies: string = document.cookie): EstatePath | null {
  const last = readLastEstate(cookies);
  const owner = me.organizations.find(({ estates }) => estates.some(({ id }) => id === last));
  if (owner && last) return { organization: owner.slug, estateId: last };
  for (const organization of me.organizations) {
    const estateId = defaultEstate(organization);
    if (estateId) return { organization: organization.slug, estateId };
  }
  return null;
}

function readLastEstate(cookies: string): string | undefined {
  const value = cookies
    .split(/;\s*/)
    .find((cookie) => cookie.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
