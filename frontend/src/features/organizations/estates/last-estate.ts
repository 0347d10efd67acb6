import type { Me, MyOrganization } from "@/api/types";

const cookieName = "steward_last_estate";
/** 30 days in seconds. */
const maxAge = 30 * 24 * 60 * 60;
/** The session has no more estates of an organization than this. */
const sessionEstates = 100;

/** The route parameters of an estate: the slug of its organization and its id. */
export type EstatePath = { organization: string; estateId: string };

/** Whether the organization may have more estates than the session has. */
export function hasMoreEstates({ estates }: MyOrganization): boolean {
  return estates.length >= sessionEstates;
}

/** Saves the last visited estate and its organization in a cookie of this browser. */
export function saveLastEstate(estateId: string, organizationId: string): void {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookieName}=${estateId}.${organizationId}; Max-Age=${maxAge}; Path=/; SameSite=Lax${secure}`;
}

/** The estate that an organization opens with: its default, or else the first that the user may see. */
export function defaultEstate({ estates, defaultEstateId }: MyOrganization): string | undefined {
  return estates.find(({ id }) => id === defaultEstateId)?.id ?? estates[0]?.id;
}

/**
 * The estate that the app opens with: the last visited one if it is still accessible, or else the first default one. Of an
 * organization with more estates than the session has, the last visited one may have been deleted.
 */
export function preferredEstate(me: Me, cookies: string = document.cookie): EstatePath | null {
  const [last, organizationId] = readLastEstate(cookies);
  const owner = me.organizations.find((organization) => {
    return organization.estates.some(({ id }) => id === last) || (organization.id === organizationId && hasMoreEstates(organization));
  });
  if (owner && last) return { organization: owner.slug, estateId: last };
  for (const organization of me.organizations) {
    const estateId = defaultEstate(organization);
    if (estateId) return { organization: organization.slug, estateId };
  }
  return null;
}

// Not the `cookie` package: 0.9 kB (gzip) on every page, to read one cookie that this file writes.
/** The ids of the last visited estate and of its organization. */
function readLastEstate(cookies: string): string[] {
  const saved = cookies.split(/;\s*/).find((cookie) => cookie.startsWith(`${cookieName}=`));
  return saved?.slice(cookieName.length + 1).split(".") ?? [];
}
