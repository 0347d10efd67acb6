import type { QueryClient } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import type { Me, MyOrganization } from "@/api/types";
import { findOrganization, sessionQuery, useSession } from "@/app/session/session";

/** The organization of the page; only below `/$organization`. */
export function useOrganization(): MyOrganization {
  const { organization } = useRouteContext({ from: "/_session/$organization" });
  return findOrganization(useSession(), organization.id) ?? organization;
}

/**
 * The organization that the first part of an address names: by its slug, its id, or a slug that it had before.
 * Undefined when the user belongs to none of that name.
 */
export async function resolveOrganization(queryClient: QueryClient, me: Me, name: string): Promise<MyOrganization | undefined> {
  const known = findOrganization(me, name);
  if (known) return known;
  // It may have been joined or renamed since; only the server knows.
  const refetched = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 10_000 });
  const joined = findOrganization(refetched, name);
  if (joined) return joined;
  try {
    const named = await queryClient.fetchQuery(api.queryOptions("get", "/api/organizations/by-slug/{slug}", { params: { path: { slug: name } } }));
    return findOrganization(refetched, named.id);
  } catch (error) {
    const status = asApiError(error)?.status;
    if (status === 404 || status === 400) return undefined;
    throw error;
  }
}

/** The same address, with another first part. */
export function replaceOrganizationSlug(location: { pathname: string; searchStr: string; hash: string }, slug: string): string {
  const rest = location.pathname.split("/").slice(2);
  const hash = location.hash ? `#${location.hash}` : "";
  return `/${[slug, ...rest].join("/")}${location.searchStr}${hash}`;
}
