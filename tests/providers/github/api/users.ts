import { installationPayload } from "../payloads/installation.ts";
import { publicUser } from "../payloads/account.ts";
import { repositoryItem } from "../payloads/repository.ts";
import type { Account } from "../store.ts";
import { ApiError, notFound, page } from "./answer.ts";
import type { Context, Operation } from "./router.ts";

function userOf({ caller }: Context): Account {
  if (caller.kind === "user") return caller.account;
  if (caller.kind === "anonymous") throw new ApiError(401, "Requires authentication");
  throw new ApiError(403, "Resource not accessible by integration");
}

/** GET /user */
const getUser: Operation = (context) => {
  const { github } = context;
  const account = userOf(context);
  const owned = github.store.repositories.filter((repository) => repository.owner === account.login && !repository.private);
  return { status: 200, body: publicUser(account, owned.length, github.hosts) };
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
  ["GET", "/user/installations", listUserInstallations],
  ["GET", "/user/installations/{installation_id}/repositories", listUserRepositories],
];
