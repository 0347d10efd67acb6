import type { Account, Installation, Permissions, Repository, Store } from "../store.ts";
import { appTokenError } from "../app_token.ts";
import type { App } from "../payloads/installation.ts";
import { same } from "../../oauth.ts";
import type { OAuthAppOptions } from "../sign_in.ts";
import { ApiError, notFound } from "./answer.ts";

/** Who sent a request to the REST API. */
export type Caller =
  | { kind: "anonymous" }
  | { kind: "app" }
  /** An App or an OAuth App by its client id and secret; `prefix` begins the tokens that it was issued. */
  | { kind: "client"; clientId: string; prefix: "ghu_" | "gho_" }
  | { kind: "installation"; installation: Installation; repositoryIds: number[] | null; permissions: Permissions; token: string }
  /** By a personal token, a token of an OAuth App (with scopes), or one of the GitHub App. */
  | { kind: "user"; account: Account; token: string; scopes: string[] | null; by: "person" | "oauth" | "app" };

/** Reads the Authorization header (`Bearer` and `token` are both allowed). Refuses what is given but wrong. */
export function identify(authorization: string | undefined, store: Store, app: App, oauthApp: OAuthAppOptions | null): Caller {
  if (authorization === undefined) return { kind: "anonymous" };
  const basic = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  if (basic !== undefined) return client(Buffer.from(basic, "base64").toString("utf8"), app, oauthApp);
  const token = /^(?:bearer|token) +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new ApiError(401, "Bad credentials");
  if (token.split(".").length === 3) {
    const errorMessage = appTokenError(token, app);
    if (errorMessage !== null) throw new ApiError(errorMessage === "Integration not found" ? 404 : 401, errorMessage);
    return { kind: "app" };
  }
  const owner = store.accountByToken(token);
  if (owner !== undefined) return { kind: "user", account: owner, token, scopes: null, by: "person" };
  const access = store.access(token);
  if (access === null) throw new ApiError(401, "Bad credentials");
  if (access.kind === "user") {
    return { kind: "user", account: store.accountById(access.accountId), token, scopes: access.scopes, by: access.scopes === null ? "app" : "oauth" };
  }
  const installation = store.installation(access.installationId);
  if (installation === undefined) throw new ApiError(401, "Bad credentials");
  if (installation.suspendedAt !== null) throw new ApiError(403, "This installation has been suspended");
  return { kind: "installation", installation, repositoryIds: access.repositoryIds, permissions: access.permissions, token };
}

/** https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#using-basic-authentication */
function client(credentials: string, app: App, oauthApp: OAuthAppOptions | null): Caller {
  for (const [known, prefix] of [[app, "ghu_"], [oauthApp, "gho_"]] as const) {
    if (known !== null && same(credentials, `${known.clientId}:${known.clientSecret}`)) return { kind: "client", clientId: known.clientId, prefix };
  }
  throw new ApiError(401, "Bad credentials");
}

/** Operations of the App itself take its JSON Web Token and nothing else. */
export function requireApp(caller: Caller): void {
  if (caller.kind !== "app") throw new ApiError(401, "A JSON web token could not be decoded", "/apps/apps");
}

/** The repositories an installation's caller may see, which its token may narrow. */
export function visibleRepositories(caller: Extract<Caller, { kind: "installation" }>, store: Store): Repository[] {
  const { installation, repositoryIds } = caller;
  return store.repositoriesOf(installation).filter(({ id }) => repositoryIds === null || repositoryIds.includes(id));
}

/**
 * The repository, if the caller may read it: a private one that it may not see does not exist for it (404),
 * and one that it sees without the permission is refused (403).
 */
export function readable(repository: Repository | undefined, caller: Caller, store: Store, permission: "metadata" | "contents"): Repository {
  if (repository === undefined) throw notFound();
  if (caller.kind === "user") return readableByUser(repository, caller, store, permission);
  const visible = caller.kind === "installation" && visibleRepositories(caller, store).some(({ id }) => id === repository.id);
  if (!visible) {
    if (repository.private) throw notFound();
    return repository;
  }
  if (caller.kind === "installation" && permission !== "metadata" && caller.permissions[permission] === undefined) {
    throw new ApiError(403, "Resource not accessible by integration");
  }
  return repository;
}

/** A person sees public repositories and those they were given; with the App's token, private ones only where it is installed. */
function readableByUser(repository: Repository, caller: Extract<Caller, { kind: "user" }>, store: Store, permission: "metadata" | "contents"): Repository {
  if (!repository.private) return repository;
  if (caller.by === "oauth" || store.levelOf(caller.account, repository) === null) throw notFound();
  if (caller.by === "person") return repository;
  const installation = store.installationFor(repository);
  if (installation === undefined || installation.suspendedAt !== null) throw notFound();
  if (permission !== "metadata" && installation.permissions[permission] === undefined) throw new ApiError(403, "Resource not accessible by integration");
  return repository;
}
