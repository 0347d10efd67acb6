import type { QueryKey } from "@tanstack/react-query";
import type { paths } from "@/api/schema";
import type { Invalidation, Resource } from "./frames";

const estate = "/api/estates/{estateId}";
const organization = "/api/organizations/{organizationId}";
const build = "/api/estates/{estateId}/builds/{buildId}";
const onboarding = "/api/estates/{estateId}/onboarding";

/**
 * Which queries show which resource: the one place that knows. A query is concerned when its path stands here and
 * every id that both it and the message name is the same.
 */
const queriesByResource: Record<Resource, (keyof paths)[]> = {
  build: [`${estate}/builds`, build, `${build}/files`, `${build}/configuration`, onboarding],
  // Which build is active stands in the estate and in every build.
  configuration: [`${estate}/configuration`, estate, `${estate}/builds`, build],
  repository: [`${estate}/repository`, estate, onboarding],
  estate: [estate, onboarding, `${organization}/estates`, "/api/auth/me"],
  organization: [organization, `${organization}/domains`, "/api/auth/me"],
  member: [`${organization}/members`, "/api/auth/me", onboarding],
  invitation: [`${organization}/invitations`, onboarding],
  api_key: [`${organization}/keys`],
};

/** Whether a query shows what a message says has changed. */
export function isAffected(queryKey: QueryKey, message: Invalidation): boolean {
  const { path, ids } = parseQueryKey(queryKey);
  if (!queriesByResource[message.resource].some((shown) => shown === path)) return false;
  return (
    matches(ids.organizationId, message.organizationId) &&
    matches(ids.estateId, message.estateId) &&
    (message.resource !== "build" || matches(ids.buildId, message.id))
  );
}

/** Whether a query shows anything of an organization, whose estates are given. */
export function belongsToOrganization(queryKey: QueryKey, organizationId: string, estateIds: ReadonlySet<string>): boolean {
  const { path, ids } = parseQueryKey(queryKey);
  if (path === "/api/auth/me") return true;
  return ids.organizationId === organizationId || (ids.estateId !== undefined && estateIds.has(ids.estateId));
}

function matches(queryId: string | undefined, messageId: string | null): boolean {
  return queryId === undefined || messageId === null || queryId === messageId;
}

/** Path template and path parameters of a query of the API client, whose keys are [method, path, init]. */
function parseQueryKey(queryKey: QueryKey): { path: unknown; ids: Record<string, string | undefined> } {
  const init = queryKey[2] as { params?: { path?: Record<string, string | undefined> } } | undefined;
  return { path: queryKey[1], ids: init?.params?.path ?? {} };
}
