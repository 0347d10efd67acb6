import type { Account } from "../store.ts";

/** The two hosts of GitHub, as their addresses without a trailing slash. */
export interface Hosts {
  /** What is github.com: pages, OAuth and git. */
  web: string;
  /** What is api.github.com. */
  api: string;
}

/** GraphQL node ids are opaque; these are stable and differ by kind. */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(`${kind}:${id}`).toString("base64url")}`;
}

const NODE_KIND = { User: "U", Organization: "O", Bot: "BOT" } as const;

/** Schema `simple-user`. */
export function simpleUser(account: Account, hosts: Hosts) {
  const url = `${hosts.api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(NODE_KIND[account.type], account.id),
    avatar_url: `${hosts.web}/avatars/u/${account.id}?v=4`,
    gravatar_id: "",
    url,
    html_url: `${hosts.web}/${account.type === "Bot" ? `apps/${account.login.replace("[bot]", "")}` : account.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** Schema `public-user`, what `GET /user` shows to a token without the e-mail permission. */
export function publicUser(account: Account, publicRepositories: number, hosts: Hosts) {
  return {
    ...simpleUser(account, hosts),
    name: account.name,
    company: null,
    blog: "",
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    notification_email: account.email,
    public_repos: publicRepositories,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

/** Schema `private-user`, what `GET /user` shows to a token that may read the whole profile. */
export function privateUser(account: Account, publicRepositories: number, hosts: Hosts) {
  return {
    ...publicUser(account, publicRepositories, hosts),
    user_view_type: "private",
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
    plan: { name: "free", space: 976_562_499, collaborators: 0, private_repos: 10_000 },
  };
}

/** Schema `organization-simple-webhooks`, beside the repository in webhooks of an organization's repository. */
export function organizationSimple(account: Account, hosts: Hosts) {
  const url = `${hosts.api}/orgs/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("O", account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${hosts.web}/avatars/u/${account.id}?v=4`,
    description: "",
  };
}
