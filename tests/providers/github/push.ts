import { ZERO, type Commit, type GitRepository } from "./git.ts";
import { organizationSimple, simpleUser, type Hosts } from "./payloads/account.ts";
import { installationReference } from "./payloads/installation.ts";
import { pushRepository } from "./payloads/repository.ts";
import type { Account, Repository, Store } from "./store.ts";

/** One reference that a push moved. */
export interface Move {
  /** e.g. `refs/heads/main` */
  reference: string;
  before: string;
  after: string;
}

/** More tags than this in one push make no events at all. https://docs.github.com/webhooks/webhook-events-and-payloads#push */
const MOST_TAGS = 3;

/** What differs between two states of a repository's references, less what GitHub sends no event for. */
export function moves(before: Map<string, string>, after: Map<string, string>): Move[] {
  const found: Move[] = [];
  for (const reference of new Set([...before.keys(), ...after.keys()])) {
    const move = { reference, before: before.get(reference) ?? ZERO, after: after.get(reference) ?? ZERO };
    if (move.before !== move.after) found.push(move);
  }
  const tags = found.filter(({ reference }) => reference.startsWith("refs/tags/"));
  return tags.length > MOST_TAGS ? found.filter((move) => !tags.includes(move)) : found;
}

/** The whole payload of a `push` event (schema `webhook-push`). */
export async function pushPayload(
  move: Move,
  context: { repository: Repository; previous: Map<string, string>; current: Map<string, string>; sender: Account; store: Store; hosts: Hosts },
): Promise<Record<string, unknown>> {
  const { repository, sender, store, hosts } = context;
  const git = store.git(repository);
  const web = `${hosts.web}/${repository.owner}/${repository.name}`;
  const created = move.before === ZERO;
  const deleted = move.after === ZERO;
  const branch = move.reference.startsWith("refs/heads/");
  const owner = store.accountOf(repository.owner);
  const installation = store.installationFor(repository);
  const head = deleted ? null : await git.commit(move.after);
  const commits = head === null || !branch ? [] : await newCommits(git, move, context.previous);
  const forced = !created && !deleted && !(await git.isAncestor(move.before, move.after));
  return {
    ref: move.reference,
    before: move.before,
    after: move.after,
    repository: pushRepository(repository, owner, hosts),
    pusher: { name: sender.login, email: sender.email },
    ...(owner.type === "Organization" ? { organization: organizationSimple(owner, hosts) } : {}),
    sender: simpleUser(sender, hosts),
    ...(installation === undefined ? {} : { installation: installationReference(installation) }),
    created,
    deleted,
    forced,
    base_ref: created ? baseReference(move, context.current) : null,
    compare: compareUrl(move, web, commits.length),
    commits: await Promise.all(commits.map(({ commit, distinct }) => pushedCommit(commit, distinct, git, store, web))),
    head_commit: head === null ? null : await pushedCommit(head, true, git, store, web),
  };
}

/** Oldest first. A new branch has the commits that no other reference had; `distinct` marks those that were not pushed before. */
async function newCommits(git: GitRepository, move: Move, previous: Map<string, string>): Promise<{ commit: Commit; distinct: boolean }[]> {
  const known = [...previous.values()].map((sha) => `^${sha}`);
  const distinct = new Set((await git.log([move.after, ...known])).map(({ sha }) => sha));
  const commits = move.before === ZERO ? await git.log([move.after, ...known]) : await git.log([move.after, `^${move.before}`]);
  return commits.reverse().map((commit) => ({ commit, distinct: distinct.has(commit.sha) }));
}

/** The branch that already stood where a new reference begins. */
function baseReference(move: Move, current: Map<string, string>): string | null {
  for (const [reference, sha] of current) {
    if (reference !== move.reference && reference.startsWith("refs/heads/") && sha === move.after) return reference;
  }
  return null;
}

function compareUrl(move: Move, web: string, commits: number): string {
  const [before, after] = [move.before.slice(0, 12), move.after.slice(0, 12)];
  if (move.before !== ZERO) return `${web}/compare/${before}...${after}`;
  if (commits === 1) return `${web}/commit/${after}`;
  return `${web}/compare/${move.reference.replace(/^refs\/(heads|tags)\//, "")}`;
}

async function pushedCommit(commit: Commit, distinct: boolean, git: GitRepository, store: Store, web: string) {
  const changes = await git.changes(commit);
  const paths = (status: string) => changes.filter((change) => change.status === status).map((change) => change.path).slice(0, 3000);
  const person = ({ name, email }: Commit["author"]) => {
    const account = store.accountByEmail(email);
    return { name, email, ...(account === undefined ? {} : { username: account.login }) };
  };
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${web}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: paths("added"),
    removed: paths("removed"),
    modified: paths("modified"),
  };
}
