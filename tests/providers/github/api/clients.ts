import { ApiError, notFound } from "./answer.ts";
import type { Operation } from "./router.ts";

const DOCUMENTATION = "/apps/oauth-applications#delete-an-app-token";

/** DELETE /applications/{client_id}/token: by the client itself, with its id and secret, for a token that it was issued */
const deleteToken: Operation = ({ github, caller, parameters, body }) => {
  if (caller.kind !== "client" || caller.clientId !== parameters["client_id"]) throw notFound(DOCUMENTATION);
  const { access_token: token } = (body ?? {}) as { access_token?: unknown };
  if (typeof token !== "string" || token === "") throw new ApiError(422, "Invalid request.\n\n\"access_token\" wasn't supplied.", DOCUMENTATION);
  if (!token.startsWith(caller.prefix) || github.store.access(token) === null) throw notFound(DOCUMENTATION);
  github.store.tokens.delete(token);
  return { status: 204, body: null };
};

export const clientOperations: [string, string, Operation][] = [["DELETE", "/applications/{client_id}/token", deleteToken]];
