import type { Me, MyOrganization } from "@/api/types";

const cookieName = "steward_last_estate";
/** 30 days in seconds. */
const maxAge = 30 * 24 * 60 * 60;

/** The route parameters of an estate: the slug of its organization and its id. */
export type EstatePath = { organization: string; estateId: string };

/** Saves the last visited estate in a cookie of this browser. */
export function saveLastEstate(estateId: string): void {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookieName}=${encodeURIComponent(estateId)}; Max-Age=${maxAge}; Path=/; SameSite=Lax${secure}`;
}

/** The estate that an organization opens with: its default, or else the first that the user may see. */
export function defaultEstate({ estates, defaultEstateId }: MyOrganization): string | undefined {
  return estates.find(({ id }) => id === defaultEstateId)?.id ?? estates[0]?.id;
}

/** The estate that the app opens with: the last visited one if it is still accessible, or else the first default one. */
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

// Not the `cookie` package: 0.9 kB (gzip) on every page, to read one cookie that this file writes.
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
