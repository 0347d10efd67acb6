import type { QueryClient } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import type { Me, MyOrganization } from "@/api/types";
import { findOrganization, sessionQuery, useSession } from "@/app/session/session";

/** The organization of the page. Only for components below the `/$organization` route. */
export function useOrganization(): MyOrganization {
  const { organization } = useRouteContext({ from: "/_session/$organization" });
  return findOrganization(useSession(), organization.id) ?? organization;
}

/**
 * Resolves the first segment of a path to an organization: by its slug, its id or a former slug. Undefined when the user
 * is not a member.
 */
export async function resolveOrganization(queryClient: QueryClient, me: Me, name: string): Promise<MyOrganization | undefined> {
  const known = findOrganization(me, name);
  if (known) return known;
  // The user may have joined it, or it may have been renamed, since the session was loaded.
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

/** Replaces the first segment of a URL. */
export function replaceOrganizationSlug(location: { pathname: string; searchStr: string; hash: string }, slug: string): string {
  const rest = location.pathname.split("/").slice(2);
  const hash = location.hash ? `#${location.hash}` : "";
  return `/${[slug, ...rest].join("/")}${location.searchStr}${hash}`;
}
