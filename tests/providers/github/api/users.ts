import { installationPayload } from "../payloads/installation.ts";
import { privateUser, publicUser } from "../payloads/account.ts";
import { repositoryItem } from "../payloads/repository.ts";
import { emailsOf, type Account } from "../store.ts";
import { ApiError, notFound, page } from "./answer.ts";
import type { Context, Operation } from "./router.ts";

function userOf({ caller }: Context): Account {
  if (caller.kind === "user") return caller.account;
  if (caller.kind === "anonymous") throw new ApiError(401, "Requires authentication");
  throw new ApiError(403, "Resource not accessible by integration");
}

/** An OAuth App's token says in every answer what it may do. https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
function scopeHeaders({ caller }: Context, accepted: string): Record<string, string> {
  if (caller.kind !== "user" || caller.scopes === null) return {};
  return { "x-oauth-scopes": caller.scopes.join(", "), "x-accepted-oauth-scopes": accepted };
}

/** GET /user: with the scope `read:user`, what only the person sees too */
const getUser: Operation = (context) => {
  const { github } = context;
  const account = userOf(context);
  const owned = github.store.repositories.filter((repository) => repository.owner === account.login && !repository.private);
  const shown = context.caller.kind === "user" && context.caller.scopes?.includes("read:user") === true ? privateUser : publicUser;
  return { status: 200, body: shown(account, owned.length, github.hosts), headers: scopeHeaders(context, "") };
};

/** GET /user/emails: for tokens with the scope `user:email`; for others it does not exist */
const listEmails: Operation = (context) => {
  const account = userOf(context);
  const headers = scopeHeaders(context, "user, user:email");
  if (context.caller.kind !== "user" || context.caller.scopes?.includes("user:email") !== true) {
    throw new ApiError(404, "Not Found", "/users/emails#list-email-addresses-for-the-authenticated-user", headers);
  }
  const { items, headers: links } = page(emailsOf(account), context.url);
  const body = items.map((one) => ({ ...one, visibility: one.primary ? (one.email === account.email ? "public" : "private") : null }));
  return { status: 200, body, headers: { ...headers, ...links } };
};

/** GET /user/installations: the simulator's users belong to every account */
const listUserInstallations: Operation = (context) => {
  userOf(context);
  const { store, app, hosts } = context.github;
  const { items, headers } = page(store.installations, context.url);
  const installations = items.map((installation) => installationPayload(installation, store.accountOf(installation.account), app, hosts));
  return { status: 200, body: { total_count: store.installations.length, installations }, headers };
};

/** GET /user/installations/{installation_id}/repositories */
const listUserRepositories: Operation = (context) => {
  userOf(context);
  const { store, hosts } = context.github;
  const installation = store.installation(Number(context.parameters["installation_id"]));
  if (installation === undefined) throw notFound("/apps/installations");
  const all = store.repositoriesOf(installation);
  const { items, headers } = page(all, context.url);
  const repositories = items.map((repository) => repositoryItem(repository, store.accountOf(repository.owner), hosts, true));
  return { status: 200, body: { total_count: all.length, repository_selection: installation.repositorySelection, repositories }, headers };
};

export const userOperations: [string, string, Operation][] = [
  ["GET", "/user", getUser],
  ["GET", "/user/emails", listEmails],
  ["GET", "/user/installations", listUserInstallations],
  ["GET", "/user/installations/{installation_id}/repositories", listUserRepositories],
];
