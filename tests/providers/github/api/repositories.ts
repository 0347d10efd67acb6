import { commitPayload } from "../payloads/commit.ts";
import { simpleUser } from "../payloads/account.ts";
import { fullRepository, permissionsOf } from "../payloads/repository.ts";
import type { Level, Repository } from "../store.ts";
import { ApiError, notFound, page } from "./answer.ts";
import { readable, visibleRepositories } from "./caller.ts";
import type { Context, Operation } from "./router.ts";

function repositoryOf({ parameters, github, caller }: Context, permission: "metadata" | "contents"): Repository {
  const { owner = "", repo = "" } = parameters;
  return readable(github.store.repository(owner, repo), caller, github.store, permission);
}

/** The whole commit with figures and files. */
async function wholeCommit(sha: string, repository: Repository, { github }: Context) {
  const git = github.store.git(repository);
  const commit = await git.commit(sha);
  return commitPayload(commit, await git.changes(commit), repository, (email) => github.store.accountByEmail(email), github.hosts);
}

/** GET /repos/{owner}/{repo} */
const getRepository: Operation = (context) => {
  const { github, caller } = context;
  const repository = repositoryOf(context, "metadata");
  const ofInstallation = caller.kind === "installation" && caller.permissions["contents"] === "write" ? "write" : "read";
  const level = caller.kind === "user" ? (github.store.levelOf(caller.account, repository) ?? "read") : ofInstallation;
  return { status: 200, body: fullRepository(repository, github.store.accountOf(repository.owner), github.hosts, level) };
};

/** The five permissions as the four of before there were five. */
const LEGACY: Record<Level, string> = { read: "read", triage: "read", write: "write", maintain: "write", admin: "admin" };

/** GET /repos/{owner}/{repo}/collaborators/{username}/permission: of a person; an App has none */
const getPermission: Operation = (context) => {
  const { github, caller, parameters } = context;
  const repository = repositoryOf(context, "metadata");
  const ofInstallation = caller.kind === "installation" && visibleRepositories(caller, github.store).some(({ id }) => id === repository.id);
  if (!ofInstallation && !(caller.kind === "user" && github.may(caller.account, repository, "write"))) {
    if (caller.kind === "anonymous") throw new ApiError(401, "Requires authentication");
    throw new ApiError(403, caller.kind === "user" ? "Must have push access to view collaborator permission." : "Resource not accessible by integration");
  }
  const account = github.store.account(parameters["username"] ?? "");
  if (account?.type !== "User") throw new ApiError(404, `${parameters["username"]} is not a user`, "/collaborators/collaborators#get-repository-permissions-for-a-user");
  const level = github.store.levelOf(account, repository) ?? (repository.private ? null : "read");
  const roleName = level ?? "none";
  const permissions = level === null ? { admin: false, maintain: false, push: false, triage: false, pull: false } : permissionsOf(level);
  const body = {
    permission: level === null ? "none" : LEGACY[level],
    user: { ...simpleUser(account, github.hosts), permissions, role_name: roleName },
    role_name: roleName,
  };
  return { status: 200, body };
};

/** GET /repos/{owner}/{repo}/branches: by name, as GitHub sorts them */
const listBranches: Operation = async (context) => {
  const { github, url } = context;
  const repository = repositoryOf(context, "contents");
  const api = `${github.hosts.api}/repos/${repository.owner}/${repository.name}`;
  const references = [...(await github.store.git(repository).references())].filter(([name]) => name.startsWith("refs/heads/"));
  const wanted = url.searchParams.get("protected") === "true" ? [] : references;
  const { items, headers } = page(wanted, url);
  const body = items.map(([name, sha]) => ({
    name: name.slice("refs/heads/".length),
    commit: { sha, url: `${api}/commits/${sha}` },
    protected: false,
  }));
  return { status: 200, body, headers };
};

/** GET /repos/{owner}/{repo}/branches/{branch} */
const getBranch: Operation = async (context) => {
  const { github, parameters } = context;
  const repository = repositoryOf(context, "contents");
  const name = parameters["branch"] ?? "";
  const sha = (await github.store.git(repository).references()).get(`refs/heads/${name}`);
  if (sha === undefined) throw new ApiError(404, "Branch not found", "/branches/branches#get-a-branch");
  const fullName = `${repository.owner}/${repository.name}`;
  const self = `${github.hosts.api}/repos/${fullName}/branches/${encodeURI(name)}`;
  const body = {
    name,
    commit: await wholeCommit(sha, repository, context),
    _links: { self, html: `${github.hosts.web}/${fullName}/tree/${encodeURI(name)}` },
    protected: false,
    protection: { enabled: false, required_status_checks: { enforcement_level: "off", contexts: [], checks: [] } },
    protection_url: `${self}/protection`,
  };
  return { status: 200, body };
};

/** GET /repos/{owner}/{repo}/commits/{ref} */
const getCommit: Operation = async (context) => {
  const { github, parameters } = context;
  const repository = repositoryOf(context, "contents");
  const git = github.store.git(repository);
  const documentation = "/commits/commits#get-a-commit";
  if ((await git.references()).size === 0) throw new ApiError(409, "Git Repository is empty.", documentation);
  const reference = parameters["ref"] ?? "";
  const sha = await git.resolve(reference);
  if (sha === null) throw new ApiError(422, `No commit found for SHA: ${reference}`, documentation);
  return { status: 200, body: await wholeCommit(sha, repository, context) };
};

/** GET /repos/{owner}/{repo}/commits: of a branch, newest first */
const listCommits: Operation = async (context) => {
  const { github, url } = context;
  const repository = repositoryOf(context, "contents");
  const git = github.store.git(repository);
  if ((await git.references()).size === 0) throw new ApiError(409, "Git Repository is empty.", "/commits/commits#list-commits");
  const sha = await git.resolve(url.searchParams.get("sha") ?? repository.defaultBranch);
  if (sha === null) throw notFound("/commits/commits#list-commits");
  const { items, headers } = page(await git.log([sha]), url);
  const accountByEmail = (email: string) => github.store.accountByEmail(email);
  return { status: 200, body: items.map((commit) => commitPayload(commit, null, repository, accountByEmail, github.hosts)), headers };
};

/** GET /repos/{owner}/{repo}/compare/{basehead}: `base...head`, of which each is a commit or a branch; without files */
const compareCommits: Operation = async (context) => {
  const { github, parameters, url } = context;
  const repository = repositoryOf(context, "contents");
  const git = github.store.git(repository);
  const [base, head] = (parameters["basehead"] ?? "").split("...");
  const [from, to] = [base, head].map((reference) => (reference ? git.resolve(reference) : null));
  const [before, after] = [await from, await to];
  const mergeBase = before && after ? await git.mergeBase(before, after) : null;
  if (!before || !after || mergeBase === null) throw notFound("/commits/commits#compare-two-commits");
  const [ahead, behind] = [await git.countCommits(before, after), await git.countCommits(after, before)];
  const web = `${github.hosts.web}/${repository.owner}/${repository.name}/compare/${before}...${after}`;
  const { items, headers } = page(await git.log([after, `^${before}`]), url);
  const accountByEmail = (email: string) => github.store.accountByEmail(email);
  const body = {
    url: `${github.hosts.api}/repos/${repository.owner}/${repository.name}/compare/${before}...${after}`,
    html_url: web,
    permalink_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    base_commit: commitPayload(await git.commit(before), null, repository, accountByEmail, github.hosts),
    merge_base_commit: commitPayload(await git.commit(mergeBase), null, repository, accountByEmail, github.hosts),
    status: ahead > 0 && behind > 0 ? "diverged" : ahead > 0 ? "ahead" : behind > 0 ? "behind" : "identical",
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: items.reverse().map((commit) => commitPayload(commit, null, repository, accountByEmail, github.hosts)),
    files: [],
  };
  return { status: 200, body, headers };
};

export const repositoryOperations: [string, string, Operation][] = [
  ["GET", "/repos/{owner}/{repo}", getRepository],
  ["GET", "/repos/{owner}/{repo}/collaborators/{username}/permission", getPermission],
  ["GET", "/repos/{owner}/{repo}/branches", listBranches],
  ["GET", "/repos/{owner}/{repo}/branches/{branch*}", getBranch],
  ["GET", "/repos/{owner}/{repo}/commits", listCommits],
  ["GET", "/repos/{owner}/{repo}/commits/{ref*}", getCommit],
  ["GET", "/repos/{owner}/{repo}/compare/{basehead}", compareCommits],
];
