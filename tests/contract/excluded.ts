/** The part of an operation's description that is read here. */
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, unknown>;
}

/** Operations that would end what the run needs, by operationId. */
export const EXCLUDED: Record<string, string> = {
  "auth.signOut": "ends the caller's session",
  "auth.logout": "ends the caller's session",
  "auth.signOutEverybody": "ends the caller's session",
  "user.deleteAccount": "deletes the caller",
  "organization.leave": "ends the caller's membership",
  "organization.delete": "deletes the rows that all requests are about",
};

/** Why an operation is left out; undefined for all others. */
export function reasonToExclude({ operationId, parameters = [], responses }: Operation): string | undefined {
  if ("101" in responses) return "answers with a WebSocket";
  if (Object.keys(responses).every((status) => Number(status) >= 400)) return "never succeeds";
  if (parameters.some((parameter) => parameter.in === "header" && /signature/i.test(parameter.name))) return "is for a provider, which signs the body";
  return EXCLUDED[operationId];
}
