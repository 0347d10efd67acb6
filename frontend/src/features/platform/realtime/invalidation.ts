import type { QueryKey } from "@tanstack/react-query";
import type { paths } from "@/api/schema";
import type { Invalidation, Resource } from "./frames";

const estate = "/api/estates/{estateId}";
const organization = "/api/organizations/{organizationId}";
const build = "/api/estates/{estateId}/builds/{buildId}";
const overview = "/api/organizations/{organizationId}/estates/overview";
const onboarding = "/api/estates/{estateId}/onboarding";
const audit = "/api/organizations/{organizationId}/audit";

/**
 * The queries that show each resource. A message affects a query when the query's path is listed here and every id that
 * both the query and the message have is equal.
 */
const queriesByResource: Record<Resource, (keyof paths)[]> = {
  build: [`${estate}/builds`, build, `${build}/files`, `${build}/configuration`, onboarding, overview],
  // The estate and every build say which build is active.
  configuration: [`${estate}/configuration`, estate, `${estate}/builds`, build, overview],
  repository: [`${estate}/repository`, `${estate}/github/repositories`, estate, onboarding, overview],
  estate: [estate, onboarding, `${organization}/estates`, overview, "/api/auth/me"],
  organization: [organization, `${organization}/domains`, `${organization}/sso`, `${organization}/scim`, `${audit}/retention`, "/api/auth/me", onboarding, estate],
  // An estate has the user's role, which a change of the user's teams may change.
  member: [`${organization}/members`, `${organization}/members/{userId}`, "/api/auth/me", onboarding, estate, `${organization}/sso`, `${organization}/teams`],
  invitation: [`${organization}/invitations`, `${organization}/join-requests`, onboarding],
  // Apps are clients of the API, too, and a service account shows the number of its keys.
  api_key: [`${organization}/keys`, `${organization}/oauth-clients`, `${organization}/oauth-clients/{clientId}`, `${organization}/service-accounts`],
  team: [`${organization}/teams`],
  custom_role: [`${organization}/custom-roles`],
  service_account: [`${organization}/service-accounts`],
};

/** Whether a message makes a query stale. A queued build shows the builds that it waits for, so each of them affects it. */
export function isAffected(queryKey: QueryKey, message: Invalidation, data?: unknown): boolean {
  const { path, ids } = parseQueryKey(queryKey);
  // Every change is in the audit log, too.
  if (path !== audit && !queriesByResource[message.resource].some((shown) => shown === path)) return false;
  return (
    matches(ids.organizationId, message.organizationId) &&
    matches(ids.estateId, message.estateId) &&
    (message.resource !== "member" || matches(ids.userId, message.id)) &&
    (message.resource !== "build" || isQueuedBuild(data) || matches(ids.buildId, message.id))
  );
}

/** Whether a query is affected by every build of the organization. Such queries are refetched less often. */
export function isOverview(queryKey: QueryKey): boolean {
  return parseQueryKey(queryKey).path === overview;
}

/** Whether a query shows data of an organization or of one of its estates. */
export function belongsToOrganization(queryKey: QueryKey, organizationId: string, estateIds: ReadonlySet<string>): boolean {
  const { path, ids } = parseQueryKey(queryKey);
  if (path === "/api/auth/me") return true;
  return ids.organizationId === organizationId || (ids.estateId !== undefined && estateIds.has(ids.estateId));
}

function isQueuedBuild(data: unknown): boolean {
  return (data as { status?: unknown } | undefined)?.status === "queued";
}

function matches(queryId: string | undefined, messageId: string | null): boolean {
  return queryId === undefined || messageId === null || queryId === messageId;
}

/** The path template and path parameters of a query key, which openapi-react-query builds as [method, path, init]. */
function parseQueryKey(queryKey: QueryKey): { path: unknown; ids: Record<string, string | undefined> } {
  const init = queryKey[2] as { params?: { path?: Record<string, string | undefined> } } | undefined;
  return { path: queryKey[1], ids: init?.params?.path ?? {} };
}
