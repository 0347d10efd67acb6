import type { Commit, FileChange } from "../git.ts";
import type { Account, Repository } from "../store.ts";
import { simpleUser, type Hosts } from "./account.ts";

/** Who of the known accounts wrote a commit, by e-mail address. */
export type AccountByEmail = (email: string) => Account | undefined;

/** Schema `commit`; with `changes` also the figures and files, which lists leave out. */
export function commitPayload(
  commit: Commit,
  changes: FileChange[] | null,
  repository: Repository,
  accountByEmail: AccountByEmail,
  hosts: Hosts,
) {
  const fullName = `${repository.owner}/${repository.name}`;
  const api = `${hosts.api}/repos/${fullName}`;
  const web = `${hosts.web}/${fullName}`;
  const user = (email: string) => {
    const account = accountByEmail(email);
    return account === undefined ? null : simpleUser(account, hosts);
  };
  // GitHub turns git's local time into UTC.
  const person = (signature: Commit["author"]) => ({ ...signature, date: new Date(signature.date).toISOString().replace(".000Z", "Z") });
  return {
    sha: commit.sha,
    node_id: `C_${Buffer.from(commit.sha).toString("base64url")}`,
    commit: {
      author: person(commit.author),
      committer: person(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${web}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: user(commit.author.email),
    committer: user(commit.committer.email),
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${web}/commit/${sha}` })),
    ...(changes === null ? {} : detail(commit, changes, api, web)),
  };
}

function detail(commit: Commit, changes: FileChange[], api: string, web: string) {
  const additions = changes.reduce((sum, change) => sum + change.additions, 0);
  const deletions = changes.reduce((sum, change) => sum + change.deletions, 0);
  return {
    stats: { total: additions + deletions, additions, deletions },
    files: changes.map((change) => {
      const path = change.path.split("/").map(encodeURIComponent).join("/");
      return {
        sha: change.blob,
        filename: change.path,
        status: change.status,
        additions: change.additions,
        deletions: change.deletions,
        changes: change.additions + change.deletions,
        blob_url: `${web}/blob/${commit.sha}/${path}`,
        raw_url: `${web}/raw/${commit.sha}/${path}`,
        contents_url: `${api}/contents/${path}?ref=${commit.sha}`,
      };
    }),
  };
}
