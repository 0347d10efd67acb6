import { installationPayload } from "../payloads/installation.ts";
import { privateUser, publicUser } from "../payloads/account.ts";
import { repositoryItem } from "../payloads/repository.ts";
import { emailsOf, type Account, type Installation, type Repository, type Store } from "../store.ts";
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

/** GET /user/{account_id}: the public profile, which a change of the login does not move */
const getUserById: Operation = ({ github, parameters }) => {
  const account = [...github.store.users, ...github.store.organizations].find(({ id }) => String(id) === parameters["account_id"]);
  if (account === undefined) throw notFound("/users/users#get-a-user-using-their-id");
  const owned = github.store.repositories.filter((repository) => repository.owner === account.login && !repository.private);
  return { status: 200, body: publicUser(account, owned.length, github.hosts) };
};

/** The repositories of an installation that a person was given: being public does not count. */
function givenRepositories(installation: Installation, account: Account, store: Store): Repository[] {
  return store.repositoriesOf(installation).filter((repository) => store.levelOf(account, repository) !== null);
}

/** The installations of the App on a person's own account, and where the person was given any repository. */
function installationsOf(account: Account, store: Store): Installation[] {
  return store.installations.filter((one) => one.account.toLowerCase() === account.login.toLowerCase() || givenRepositories(one, account, store).length > 0);
}

/** These operations are for the App's tokens. */
function appUserOf(context: Context): Account {
  const account = userOf(context);
  if (context.caller.kind === "user" && context.caller.by !== "app") {
    throw new ApiError(403, "You must authenticate with an access token authorized to a GitHub App in order to list installations", "/apps/installations");
  }
  return account;
}

/** GET /user/installations */
const listUserInstallations: Operation = (context) => {
  const account = appUserOf(context);
  const { store, app, hosts } = context.github;
  const all = installationsOf(account, store);
  const { items, headers } = page(all, context.url);
  const installations = items.map((installation) => installationPayload(installation, store.accountOf(installation.account), app, hosts));
  return { status: 200, body: { total_count: all.length, installations }, headers };
};

/** GET /user/installations/{installation_id}/repositories */
const listUserRepositories: Operation = (context) => {
  const account = appUserOf(context);
  const { store, hosts } = context.github;
  const installation = installationsOf(account, store).find(({ id }) => String(id) === context.parameters["installation_id"]);
  if (installation === undefined) throw notFound("/apps/installations");
  if (installation.suspendedAt !== null) throw new ApiError(403, "This installation has been suspended", "/apps/installations");
  const all = givenRepositories(installation, account, store);
  const { items, headers } = page(all, context.url);
  const repositories = items.map((repository) => repositoryItem(repository, store.accountOf(repository.owner), hosts, store.levelOf(account, repository) ?? "read"));
  return { status: 200, body: { total_count: all.length, repository_selection: installation.repositorySelection, repositories }, headers };
};

export const userOperations: [string, string, Operation][] = [
  ["GET", "/user", getUser],
  ["GET", "/user/emails", listEmails],
  ["GET", "/user/installations", listUserInstallations],
  ["GET", "/user/installations/{installation_id}/repositories", listUserRepositories],
  ["GET", "/user/{account_id}", getUserById],
];
