import { newToken, timestamp, type Installation, type Permissions } from "../store.ts";
import { appPayload, installationPayload } from "../payloads/installation.ts";
import { repositoryItem } from "../payloads/repository.ts";
import { ApiError, notFound, page, type Answer } from "./answer.ts";
import { requireApp, visibleRepositories } from "./caller.ts";
import type { Context, Operation } from "./router.ts";

const TOKEN_LIFE_MS = 60 * 60 * 1000;
const UNREACHABLE = "There is at least one repository that does not exist or is not accessible to the parent installation.";

function installationOf(context: Context): Installation {
  requireApp(context.caller);
  const installation = context.github.store.installation(Number(context.parameters["installation_id"]));
  if (installation === undefined) throw notFound("/apps/apps#get-an-installation-for-the-authenticated-app");
  return installation;
}

function payload(installation: Installation, { github }: Context) {
  return installationPayload(installation, github.store.accountOf(installation.account), github.app, github.hosts);
}

/** GET /app */
const getApp: Operation = (context) => {
  requireApp(context.caller);
  const { github } = context;
  return { status: 200, body: appPayload(github.app, github.viewer, github.store.installations.length, github.hosts) };
};

/** GET /app/installations */
const listInstallations: Operation = (context) => {
  requireApp(context.caller);
  const { items, headers } = page(context.github.store.installations, context.url);
  return { status: 200, body: items.map((installation) => payload(installation, context)), headers };
};

/** GET /app/installations/{installation_id} */
const getInstallation: Operation = (context) => ({ status: 200, body: payload(installationOf(context), context) });

/** GET /repos/{owner}/{repo}/installation */
const getRepositoryInstallation: Operation = (context) => {
  requireApp(context.caller);
  const { owner = "", repo = "" } = context.parameters;
  const { store } = context.github;
  const repository = store.repository(owner, repo);
  const installation = repository === undefined ? undefined : store.installationFor(repository);
  if (installation === undefined) throw notFound("/apps/apps#get-a-repository-installation-for-the-authenticated-app");
  return { status: 200, body: payload(installation, context) };
};

/** DELETE /app/installations/{installation_id} */
const deleteInstallation: Operation = (context) => {
  const installation = installationOf(context);
  context.github.uninstall(installation, context.github.bot);
  return { status: 204, body: null };
};

/** POST /app/installations/{installation_id}/access_tokens */
const createAccessToken: Operation = (context) => {
  const installation = installationOf(context);
  if (installation.suspendedAt !== null) throw new ApiError(403, "This installation has been suspended");
  const { store, hosts } = context.github;
  const wanted = tokenRequest(context.body ?? {});
  const available = store.repositoriesOf(installation);

  let repositoryIds: number[] | null = null;
  if (wanted.repository_ids !== undefined || wanted.repositories !== undefined) {
    const byName = (wanted.repositories ?? []).map((name) => available.find((repository) => repository.name.toLowerCase() === name.toLowerCase())?.id);
    const ids = [...(wanted.repository_ids ?? []), ...byName];
    if (ids.some((id) => !available.some((repository) => repository.id === id))) throw new ApiError(422, UNREACHABLE);
    repositoryIds = [...new Set(ids as number[])];
  }
  const permissions = narrow(installation.permissions, wanted.permissions);

  const token = newToken("ghs");
  const expiresAt = Date.now() + TOKEN_LIFE_MS;
  store.tokens.set(token, { kind: "installation", installationId: installation.id, repositoryIds, permissions, expiresAt });
  const selected = repositoryIds === null ? null : available.filter(({ id }) => repositoryIds.includes(id));
  return {
    status: 201,
    body: {
      token,
      expires_at: timestamp(expiresAt),
      permissions,
      repository_selection: selected === null ? installation.repositorySelection : "selected",
      ...(selected === null
        ? {}
        : { repositories: selected.map((repository) => repositoryItem(repository, store.accountOf(repository.owner), hosts, "read")) }),
    },
  };
};

/** Checks the body's types, and refuses in GitHub's words. */
function tokenRequest(body: object): { repositories?: string[]; repository_ids?: number[]; permissions?: Permissions } {
  const invalid = (field: string, kind: string) => new ApiError(422, `Invalid request.\n\nFor 'properties/${field}', it is not ${kind}.`);
  const { repositories, repository_ids, permissions } = body as Record<string, unknown>;
  const list = (value: unknown, type: string) => value === undefined || (Array.isArray(value) && value.every((item) => typeof item === type));
  if (!list(repositories, "string")) throw invalid("repositories", "an array of strings");
  if (!list(repository_ids, "number")) throw invalid("repository_ids", "an array of integers");
  const levels = typeof permissions === "object" && permissions !== null ? Object.values(permissions) : [];
  if (permissions !== undefined && (typeof permissions !== "object" || !levels.every((level) => ["read", "write", "admin"].includes(level)))) {
    throw invalid("permissions", "an object of access levels");
  }
  return body;
}

/** The wanted permissions, which must be within the granted ones; every App may read metadata. */
function narrow(granted: Permissions, wanted: Permissions | undefined): Permissions {
  if (wanted === undefined) return granted;
  const rank = { read: 1, write: 2, admin: 3 };
  for (const [name, level] of Object.entries(wanted)) {
    const most = granted[name];
    if (most === undefined || rank[level] > rank[most]) {
      throw new ApiError(422, "The permissions requested are not granted to this installation.");
    }
  }
  return { ...wanted, metadata: "read" };
}

/** GET /installation/repositories */
const listInstallationRepositories: Operation = (context) => {
  const { caller, github } = context;
  if (caller.kind !== "installation") {
    const message = "You must authenticate with an installation access token in order to list repositories for an installation.";
    throw new ApiError(caller.kind === "anonymous" ? 401 : 403, message);
  }
  const all = visibleRepositories(caller, github.store);
  const { items, headers } = page(all, context.url);
  const push = caller.permissions["contents"] === "write";
  const body = {
    total_count: all.length,
    repository_selection: caller.repositoryIds === null ? caller.installation.repositorySelection : "selected",
    repositories: items.map((repository) => repositoryItem(repository, github.store.accountOf(repository.owner), github.hosts, push ? "write" : "read")),
  };
  return { status: 200, body, headers };
};

/** DELETE /installation/token */
const revokeToken: Operation = ({ caller, github }): Answer => {
  if (caller.kind !== "installation") throw new ApiError(401, "Requires authentication");
  github.store.tokens.delete(caller.token);
  return { status: 204, body: null };
};

export const appOperations: [string, string, Operation][] = [
  ["GET", "/app", getApp],
  ["GET", "/app/installations", listInstallations],
  ["GET", "/app/installations/{installation_id}", getInstallation],
  ["DELETE", "/app/installations/{installation_id}", deleteInstallation],
  ["POST", "/app/installations/{installation_id}/access_tokens", createAccessToken],
  ["GET", "/repos/{owner}/{repo}/installation", getRepositoryInstallation],
  ["GET", "/installation/repositories", listInstallationRepositories],
  ["DELETE", "/installation/token", revokeToken],
];
