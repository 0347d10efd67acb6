import { LEVELS, type Account, type Level, type Repository } from "../store.ts";
import { nodeId, simpleUser, type Hosts } from "./account.ts";


/** The addresses that every form of a repository carries. */
function links(repository: Repository, hosts: Hosts) {
  const fullName = `${repository.owner}/${repository.name}`;
  const api = `${hosts.api}/repos/${fullName}`;
  const host = new URL(hosts.web).host;
  return {
    forks_url: `${api}/forks`,
    keys_url: `${api}/keys{/key_id}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    teams_url: `${api}/teams`,
    hooks_url: `${api}/hooks`,
    issue_events_url: `${api}/issues/events{/number}`,
    events_url: `${api}/events`,
    assignees_url: `${api}/assignees{/user}`,
    branches_url: `${api}/branches{/branch}`,
    tags_url: `${api}/tags`,
    blobs_url: `${api}/git/blobs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    trees_url: `${api}/git/trees{/sha}`,
    statuses_url: `${api}/statuses/{sha}`,
    languages_url: `${api}/languages`,
    stargazers_url: `${api}/stargazers`,
    contributors_url: `${api}/contributors`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    commits_url: `${api}/commits{/sha}`,
    git_commits_url: `${api}/git/commits{/sha}`,
    comments_url: `${api}/comments{/number}`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    contents_url: `${api}/contents/{+path}`,
    compare_url: `${api}/compare/{base}...{head}`,
    merges_url: `${api}/merges`,
    archive_url: `${api}/{archive_format}{/ref}`,
    downloads_url: `${api}/downloads`,
    issues_url: `${api}/issues{/number}`,
    pulls_url: `${api}/pulls{/number}`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    labels_url: `${api}/labels{/name}`,
    releases_url: `${api}/releases{/id}`,
    deployments_url: `${api}/deployments`,
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `git@${host}:${fullName}.git`,
    clone_url: `${hosts.web}/${fullName}.git`,
    svn_url: `${hosts.web}/${fullName}`,
  };
}

/** The part that REST (schema `repository`) and webhooks (`repository-webhooks`) share. */
function core(repository: Repository, hosts: Hosts) {
  const fullName = `${repository.owner}/${repository.name}`;
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.private,
    html_url: `${hosts.web}/${fullName}`,
    description: repository.description,
    fork: false,
    ...links(repository, hosts),
    homepage: null,
    size: repository.size,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: 0,
    license: null,
    allow_forking: true,
    is_template: repository.isTemplate ?? false,
    web_commit_signoff_required: false,
    topics: [] as string[],
    visibility: repository.private ? "private" : "public",
    forks: 0,
    open_issues: 0,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

/** What each permission includes. */
export function permissionsOf(level: Level) {
  const has = (wanted: Level) => LEVELS.indexOf(level) >= LEVELS.indexOf(wanted);
  return { admin: has("admin"), maintain: has("maintain"), push: has("write"), triage: has("triage"), pull: true };
}

/** Schema `repository`, the element of lists, with what the caller may do there. */
export function repositoryItem(repository: Repository, owner: Account, hosts: Hosts, level: Level) {
  return {
    ...core(repository, hosts),
    owner: simpleUser(owner, hosts),
    url: `${hosts.api}/repos/${repository.owner}/${repository.name}`,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.pushedAt,
    permissions: permissionsOf(level),
  };
}

/** Schema `full-repository`, the answer about a single repository. */
export function fullRepository(repository: Repository, owner: Account, hosts: Hosts, level: Level) {
  return {
    ...repositoryItem(repository, owner, hosts, level),
    ...(owner.type === "Organization" ? { organization: simpleUser(owner, hosts) } : {}),
    temp_clone_token: "",
    network_count: 0,
    subscribers_count: 0,
  };
}

/** The repository inside a push: its own mixture of Unix times, a web `url` and an owner with name and e-mail. */
export function pushRepository(repository: Repository, owner: Account, hosts: Hosts) {
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
  return {
    ...core(repository, hosts),
    owner: { name: owner.login, email: owner.email, ...simpleUser(owner, hosts) },
    url: `${hosts.web}/${repository.owner}/${repository.name}`,
    created_at: seconds(repository.createdAt),
    updated_at: repository.updatedAt,
    pushed_at: seconds(repository.pushedAt),
    stargazers: 0,
    master_branch: repository.defaultBranch,
    ...(owner.type === "Organization" ? { organization: owner.login } : {}),
    custom_properties: {},
  };
}

/** How installation webhooks name a repository. */
export function repositoryReference(repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    private: repository.private,
  };
}
