import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { spawnGit } from "./git_spawner.ts";

/** Who wrote a commit, as git records it; `date` is strict ISO 8601. */
export interface Signature {
  name: string;
  email: string;
  date: string;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  /** Without the trailing newline, as GitHub shows it. */
  message: string;
}

export interface FileChange {
  path: string;
  status: "added" | "modified" | "removed";
  additions: number;
  deletions: number;
  /** Blob after the change; the one before when it was removed. */
  blob: string;
}

/** A file's new content, or null to remove it. `mode` is git's, by default 100644. */
export type FileContent = string | Uint8Array | null | { content: string | Uint8Array; mode: "100644" | "100755" | "120000" };

export const ZERO = "0".repeat(40);

/** Git as it is installed, but deaf to the configuration of the machine and of its user. */
export const GIT_ENVIRONMENT: Record<string, string> = {
  PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "safe.directory",
  GIT_CONFIG_VALUE_0: "*",
  LC_ALL: "C",
};

export class GitError extends Error {}

/** Runs git and returns what it wrote; rejects with what it wrote to stderr, or after 30 s. */
export async function git(
  args: string[],
  options: { cwd?: string; input?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<Buffer> {
  const { cwd, input = "", env } = options;
  const { code, signal, stdout, stderr } = await spawnGit({ args, cwd, input, env: { ...GIT_ENVIRONMENT, ...env } });
  if (code !== 0) throw new GitError(`git ${args[0]} (${signal ?? code}): ${stderr.trim()}`);
  return stdout;
}

/** The fields of one commit for `git log -z --format`, NUL between them: a message cannot hold a NUL. */
const COMMIT_FORMAT = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B";
const COMMIT_FIELDS = 10;

/** GitHub's servers give out any commit by its hash, and leave tidying up to another time. */
const SERVER_SETTINGS = `[uploadpack]
	allowFilter = true
	allowReachableSHA1InWant = true
	allowAnySHA1InWant = true
[core]
	hooksPath = /dev/null
[gc]
	auto = 0
[receive]
	autogc = false
`;

/** A bare repository on disk. */
export class GitRepository {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  run(args: string[], options: { input?: string | Uint8Array; env?: Record<string, string> } = {}): Promise<Buffer> {
    return git(["--git-dir", this.directory, ...args], options);
  }

  async text(args: string[], options: { input?: string | Uint8Array; env?: Record<string, string> } = {}): Promise<string> {
    return (await this.run(args, options)).toString().trim();
  }

  /** Creates it, with the rules of GitHub's own servers for what a client may ask for. */
  async create(defaultBranch: string): Promise<void> {
    await git(["init", "--quiet", "--bare", `--initial-branch=${defaultBranch}`, this.directory]);
    await appendFile(join(this.directory, "config"), SERVER_SETTINGS);
  }

  /** Every branch and tag with what it points at. */
  async references(): Promise<Map<string, string>> {
    const text = await this.text(["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags"]);
    const lines = text === "" ? [] : text.split("\n");
    return new Map(lines.map((line) => line.split(" ") as [string, string]));
  }

  /** What its objects weigh, in kilobytes. */
  async size(): Promise<number> {
    const text = await this.text(["count-objects", "-v"]);
    const kilobytes = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(text)?.[1] ?? 0);
    return kilobytes("size") + kilobytes("size-pack");
  }

  /** The commit that a sha, short sha, branch, tag, `heads/x` or `tags/x` names, or null. */
  async resolve(name: string): Promise<string | null> {
    if (name.startsWith("-")) return null;
    const candidates = /^[0-9a-f]{4,40}$/.test(name) ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`];
    if (name === "HEAD") candidates.push("HEAD");
    for (const candidate of candidates) {
      try {
        return await this.text(["rev-parse", "--verify", "--quiet", "--end-of-options", `${candidate}^{commit}`]);
      } catch (error) {
        if (!(error instanceof GitError)) throw error;
      }
    }
    return null;
  }

  /** Commits by `git log` arguments, newest first; at most 2,048, the bound of a push payload. */
  async log(args: string[]): Promise<Commit[]> {
    const text = (await this.run(["log", "-z", "--max-count=2048", `--format=${COMMIT_FORMAT}`, ...args, "--"])).toString();
    const fields = text.split("\0");
    const commits: Commit[] = [];
    for (let at = 0; at + COMMIT_FIELDS <= fields.length; at += COMMIT_FIELDS) {
      const [sha, tree, parents, an, ae, ad, cn, ce, cd, message] = fields.slice(at, at + COMMIT_FIELDS) as [
        string, string, string, string, string, string, string, string, string, string,
      ];
      commits.push({
        sha,
        tree,
        parents: parents === "" ? [] : parents.split(" "),
        author: { name: an, email: ae, date: ad },
        committer: { name: cn, email: ce, date: cd },
        message: message.trimEnd(),
      });
    }
    return commits;
  }

  async commit(sha: string): Promise<Commit> {
    const [commit] = await this.log(["--max-count=1", sha]);
    if (commit === undefined) throw new GitError(`no commit ${sha}`);
    return commit;
  }

  /** What a commit changes against its first parent (against nothing for a root commit). */
  async changes(commit: Commit): Promise<FileChange[]> {
    const parent = commit.parents[0];
    const range = parent === undefined ? ["--root", commit.sha] : [parent, commit.sha];
    const options = ["diff-tree", "-r", "-z", "--no-renames", "--no-commit-id"];
    const raw = (await this.run([...options, "--raw", "--abbrev=40", ...range])).toString().split("\0");
    const counts = new Map<string, [number, number]>();
    for (const entry of (await this.run([...options, "--numstat", ...range])).toString().split("\0")) {
      const [additions, deletions, path] = entry.split("\t");
      if (path !== undefined) counts.set(path, [Number(additions) || 0, Number(deletions) || 0]); // "-" for binary
    }
    const changes: FileChange[] = [];
    for (let at = 0; at + 1 < raw.length; at += 2) {
      const [, , before = ZERO, after = ZERO, letter] = (raw[at] ?? "").split(" ");
      const path = raw[at + 1] ?? "";
      const [additions, deletions] = counts.get(path) ?? [0, 0];
      const status = letter === "A" ? "added" : letter === "D" ? "removed" : "modified";
      changes.push({ path, status, additions, deletions, blob: status === "removed" ? before : after });
    }
    return changes;
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    try {
      await this.run(["merge-base", "--is-ancestor", ancestor, descendant]);
      return true;
    } catch (error) {
      if (error instanceof GitError) return false;
      throw error;
    }
  }

  /** The latest common ancestor of two commits; null when there is none. */
  async mergeBase(one: string, other: string): Promise<string | null> {
    try {
      return await this.text(["merge-base", one, other]);
    } catch (error) {
      if (error instanceof GitError) return null;
      throw error;
    }
  }

  /** How many commits `to` has that `from` does not have. */
  async countCommits(from: string, to: string): Promise<number> {
    return Number(await this.text(["rev-list", "--count", `${from}..${to}`]));
  }

  /** Writes the files of another repository's branch as the first commit of a branch of the same name. */
  async copy(source: GitRepository, branch: string, { name, email }: { name: string; email: string }): Promise<void> {
    await this.run(["fetch", "--quiet", "--no-write-fetch-head", source.directory, `refs/heads/${branch}`]);
    const tree = await source.text(["rev-parse", `refs/heads/${branch}^{tree}`]);
    const env = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
    const commit = await this.text(["commit-tree", tree, "-m", "Initial commit"], { env });
    await this.run(["update-ref", `refs/heads/${branch}`, commit]);
  }

  /** Writes a commit on top of a branch (which may not exist yet) and moves the branch to it. */
  async write(change: {
    branch: string;
    files: Record<string, FileContent>;
    message: string;
    author: { name: string; email: string; date?: string };
  }): Promise<string> {
    const reference = `refs/heads/${change.branch}`;
    const parent = (await this.references()).get(reference) ?? null;
    const index = `${this.directory}/index-${process.pid}-${Math.random().toString(36).slice(2)}`;
    const env = {
      GIT_INDEX_FILE: index,
      GIT_AUTHOR_NAME: change.author.name,
      GIT_AUTHOR_EMAIL: change.author.email,
      GIT_COMMITTER_NAME: change.author.name,
      GIT_COMMITTER_EMAIL: change.author.email,
      ...(change.author.date === undefined ? {} : { GIT_AUTHOR_DATE: change.author.date, GIT_COMMITTER_DATE: change.author.date }),
    };
    if (parent !== null) await this.run(["read-tree", parent], { env });
    let entries = "";
    for (const [path, value] of Object.entries(change.files)) {
      if (value === null) {
        entries += `0 ${ZERO}\t${path}\n`;
        continue;
      }
      const file = typeof value === "string" || value instanceof Uint8Array ? { content: value, mode: "100644" } : value;
      const blob = await this.text(["hash-object", "-w", "--stdin"], { input: file.content });
      entries += `${file.mode} ${blob}\t${path}\n`;
    }
    await this.run(["update-index", "--add", "--index-info"], { env, input: entries });
    const tree = await this.text(["write-tree"], { env });
    const parents = parent === null ? [] : ["-p", parent];
    const sha = await this.text(["commit-tree", tree, ...parents, "-F", "-"], { env, input: change.message });
    await this.run(["update-ref", reference, sha, parent ?? ZERO]);
    await rm(index, { force: true });
    return sha;
  }
}
