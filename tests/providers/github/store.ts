import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GitRepository } from "./git.ts";

/** One of a person's addresses. Of several, one is the primary one. */
export interface Email {
  email: string;
  verified: boolean;
  primary: boolean;
}

export interface Account {
  id: number;
  login: string;
  type: "User" | "Organization" | "Bot";
  name: string | null;
  /** The public address, which most people do not have. */
  email: string | null;
  /** All addresses of a person, where they are not just the public one. */
  emails?: Email[];
  /** Personal access token of a user (`ghp_…`): what `git push` gives as the password. */
  token: string | null;
  createdAt: string;
}

/** What a person may do with a repository, from the least to the most; each includes those before it. */
export const LEVELS = ["read", "triage", "write", "maintain", "admin"] as const;
export type Level = (typeof LEVELS)[number];

export interface Repository {
  id: number;
  /** Login of the account that owns it. */
  owner: string;
  name: string;
  private: boolean;
  /** Whether its owner offers it as a template. */
  isTemplate?: boolean;
  /** What people were given, by the id of their account. A public repository can be read by everybody besides. */
  people: Record<string, Level>;
  description: string | null;
  defaultBranch: string;
  /** Kilobytes on disk after the last push. */
  size: number;
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
}

export type Permissions = Record<string, "read" | "write" | "admin">;

export interface Installation {
  id: number;
  /** Login of the account it is installed on. */
  account: string;
  repositorySelection: "all" | "selected";
  /** Which repositories, when `selected`. */
  repositoryIds: number[];
  permissions: Permissions;
  events: string[];
  createdAt: string;
  updatedAt: string;
  suspendedAt: string | null;
}

/** What a token lets its bearer do. Tokens live in memory: a restart of the simulator revokes them. */
export type AccessToken =
  | { kind: "installation"; installationId: number; repositoryIds: number[] | null; permissions: Permissions; expiresAt: number }
  /** `scopes` are those of an OAuth App's token; a GitHub App's has none: the rights of the person and of the App decide. */
  | { kind: "user"; accountId: number; expiresAt: number; scopes: string[] | null };

/** A refresh token of a GitHub App: it works once, and ends the access token that came with it. */
export interface RefreshToken {
  accountId: number;
  accessToken: string;
  expiresAt: number;
}

/** A user as a test describes one: the first address is the primary one. */
export interface NewUser {
  login: string;
  name?: string;
  /** The public address; none by default. */
  email?: string;
  emails?: { email: string; verified?: boolean }[];
}

/** Every address of a person, the primary one first. */
export function emailsOf({ email, emails }: Account): Email[] {
  return emails ?? (email === null ? [] : [{ email, verified: true, primary: true }]);
}

interface Data {
  nextId: number;
  hookId: number;
  accounts: Account[];
  repositories: Repository[];
  installations: Installation[];
}

/** Without milliseconds, as GitHub writes every time. */
export function timestamp(milliseconds = Date.now()): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

/** A token in GitHub's format: a prefix that says its kind, and 36 letters and digits. */
export function newToken(prefix: "ghs" | "ghu" | "ghr" | "ghp" | "gho"): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return `${prefix}_${Array.from(randomBytes(36), (byte) => letters[byte % letters.length]).join("")}`;
}

/** What GitHub knows: accounts, repositories and installations, kept in `state.json` beside the bare repositories. */
export class Store {
  readonly tokens = new Map<string, AccessToken>();
  readonly refreshTokens = new Map<string, RefreshToken>();
  private readonly directory: string;
  private readonly file: string;
  private readonly data: Data;

  constructor(directory: string) {
    this.directory = directory;
    this.file = join(directory, "state.json");
    mkdirSync(join(directory, "repositories"), { recursive: true });
    this.data = this.read();
  }

  private read(): Data {
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as Data;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return { nextId: 1_104_000_001, hookId: 512_000_001, accounts: [], repositories: [], installations: [] };
    }
  }

  /** Writes the state in one step: a kill leaves the old one or the new one. */
  save(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify(this.data, null, 1));
    renameSync(`${this.file}.new`, this.file);
  }

  nextId(): number {
    return this.data.nextId++;
  }

  get hookId(): number {
    return this.data.hookId;
  }

  get repositories(): readonly Repository[] {
    return this.data.repositories;
  }

  get installations(): readonly Installation[] {
    return this.data.installations;
  }

  /** Logins and repository names are compared without regard to case, as on GitHub. */
  account(login: string): Account | undefined {
    return this.data.accounts.find((account) => account.login.toLowerCase() === login.toLowerCase());
  }

  accountOf(login: string): Account {
    const account = this.account(login);
    if (account === undefined) throw new Error(`no account ${login}`);
    return account;
  }

  accountByEmail(email: string): Account | undefined {
    return this.data.accounts.find((account) => account.email?.toLowerCase() === email.toLowerCase());
  }

  accountByToken(token: string): Account | undefined {
    return this.data.accounts.find((account) => account.token === token);
  }

  accountById(id: number): Account {
    const account = this.data.accounts.find((one) => one.id === id);
    if (account === undefined) throw new Error(`no account ${id}`);
    return account;
  }

  /** Gives a login up, which somebody else may then take. */
  rename(account: Account, login: string): void {
    if (this.account(login) !== undefined) throw new Error(`there is an account ${login} already`);
    account.login = login;
    this.save();
  }

  /** What a person was given; null without anything. The owner of a repository administers it. */
  levelOf(account: Account, repository: Repository): Level | null {
    if (account.login.toLowerCase() === repository.owner.toLowerCase()) return "admin";
    return repository.people[account.id] ?? null;
  }

  /** Gives a person a permission on a repository, or takes it away with null. */
  setLevel(account: Account, repository: Repository, level: Level | null): void {
    const row = this.data.repositories.find(({ id }) => id === repository.id);
    if (row === undefined) throw new Error(`no repository ${repository.id}`);
    if (level === null) delete row.people[account.id];
    else row.people[account.id] = level;
    this.save();
  }

  /** Returns the account of that login, made when it is not there. */
  ensureAccount(login: string, type: Account["type"], details: { name?: string; email?: string } = {}): Account {
    const known = this.account(login);
    if (known !== undefined) return known;
    const account: Account = {
      id: this.nextId(),
      login,
      type,
      name: details.name ?? null,
      email: details.email ?? null,
      token: type === "User" ? newToken("ghp") : null,
      createdAt: timestamp(),
    };
    this.data.accounts.push(account);
    this.save();
    return account;
  }

  /** People, without organizations and bots. */
  get users(): Account[] {
    return this.data.accounts.filter(({ type }) => type === "User");
  }

  get organizations(): Account[] {
    return this.data.accounts.filter(({ type }) => type === "Organization");
  }

  addUser({ login, name, email, emails = [] }: NewUser): Account {
    if (this.account(login) !== undefined) throw new Error(`there is an account ${login} already`);
    const account = this.ensureAccount(login, "User", { ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) });
    const known = email === undefined || emails.some((one) => one.email === email) ? emails : [{ email }, ...emails];
    account.emails = known.map((one, at) => ({ verified: true, ...one, primary: at === 0 }));
    this.save();
    return account;
  }

  repository(owner: string, name: string): Repository | undefined {
    const fullName = `${owner}/${name}`.toLowerCase();
    return this.data.repositories.find((repository) => `${repository.owner}/${repository.name}`.toLowerCase() === fullName);
  }

  repositoryById(id: number): Repository | undefined {
    return this.data.repositories.find((repository) => repository.id === id);
  }

  addRepository(repository: Omit<Repository, "id" | "size" | "createdAt" | "updatedAt" | "pushedAt">): Repository {
    const now = timestamp();
    const added = { ...repository, id: this.nextId(), size: 0, createdAt: now, updatedAt: now, pushedAt: now };
    this.data.repositories.push(added);
    this.save();
    return added;
  }

  /** Notes a push: its time, and what the repository weighs now. */
  pushed(repository: Repository, size: number): void {
    const row = this.data.repositories.find(({ id }) => id === repository.id);
    if (row === undefined) return;
    row.pushedAt = timestamp();
    row.size = size;
    this.save();
  }

  /** Renames a repository or gives it to another account. */
  moveRepository(id: number, to: { owner?: string; name?: string }): Repository {
    const row = this.data.repositories.find((repository) => repository.id === id);
    if (row === undefined) throw new Error(`no repository ${id}`);
    Object.assign(row, to, { updatedAt: timestamp() });
    this.save();
    return row;
  }

  removeRepository(id: number): void {
    this.data.repositories = this.data.repositories.filter((repository) => repository.id !== id);
    for (const installation of this.data.installations) {
      installation.repositoryIds = installation.repositoryIds.filter((repositoryId) => repositoryId !== id);
    }
    this.save();
  }

  installation(id: number): Installation | undefined {
    return this.data.installations.find((installation) => installation.id === id);
  }

  installationOn(login: string): Installation | undefined {
    return this.data.installations.find((installation) => installation.account.toLowerCase() === login.toLowerCase());
  }

  addInstallation(installation: Omit<Installation, "id" | "createdAt" | "updatedAt" | "suspendedAt">): Installation {
    const now = timestamp();
    const added = { ...installation, id: this.nextId(), createdAt: now, updatedAt: now, suspendedAt: null };
    this.data.installations.push(added);
    this.save();
    return added;
  }

  /** Removes it and revokes every token minted for it. */
  removeInstallation(id: number): void {
    this.data.installations = this.data.installations.filter((installation) => installation.id !== id);
    for (const [token, access] of this.tokens) {
      if (access.kind === "installation" && access.installationId === id) this.tokens.delete(token);
    }
    this.save();
  }

  /** The repositories an installation may see, oldest first. */
  repositoriesOf(installation: Installation): Repository[] {
    return this.data.repositories.filter((repository) =>
      installation.repositorySelection === "all"
        ? repository.owner.toLowerCase() === installation.account.toLowerCase()
        : installation.repositoryIds.includes(repository.id),
    );
  }

  installationFor(repository: Repository): Installation | undefined {
    return this.data.installations.find((installation) =>
      this.repositoriesOf(installation).some((visible) => visible.id === repository.id),
    );
  }

  /** A live token's rights, or null when it is unknown, revoked or expired. */
  access(token: string): AccessToken | null {
    const access = this.tokens.get(token);
    if (access === undefined) return null;
    if (access.expiresAt > Date.now()) return access;
    this.tokens.delete(token);
    return null;
  }

  git(repository: Repository): GitRepository {
    return new GitRepository(join(this.directory, "repositories", `${repository.id}.git`));
  }
}
