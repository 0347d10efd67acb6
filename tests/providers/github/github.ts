import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FileContent } from "./git.ts";
import { simpleUser, type Hosts } from "./payloads/account.ts";
import { APP_EVENTS, APP_PERMISSIONS, installationPayload, type App } from "./payloads/installation.ts";
import { repositoryReference } from "./payloads/repository.ts";
import { moves, pushPayload } from "./push.ts";
import { RateLimit } from "./rate_limit.ts";
import { RequestLog } from "./requests.ts";
import type { OAuthAppOptions, SignInGrant, SignInRequest } from "./sign_in.ts";
import { LEVELS, Store, timestamp, type Account, type Installation, type Level, type Permissions, type Repository } from "./store.ts";
import { Webhooks, type Delivery } from "./webhooks.ts";

/** The App as its owner registered it on GitHub. */
export interface AppOptions {
  id: number;
  slug: string;
  clientId: string;
  clientSecret: string;
  /** PEM; made and kept in the directory when absent. */
  privateKey?: string;
  webhookUrl: string;
  webhookSecret: string;
  callbackUrl: string;
}

/** A failure that tests order: the next `times` matching requests are answered with this status. */
export interface Outage {
  method?: string;
  path: RegExp;
  status: number;
  times: number;
}

/** GitHub's state and rules, without the protocols through which one reaches it. */
export class GitHub {
  readonly store: Store;
  readonly app: App;
  readonly hosts: Hosts;
  readonly webhooks: Webhooks;
  readonly requests = new RequestLog();
  readonly rateLimit = new RateLimit();
  /** The person at the browser and at the keyboard. */
  readonly viewer: Account;
  /** As whom the App pushes. */
  readonly bot: Account;
  /** Codes of the App's redirects: who granted it, for which address, until when; each works once. */
  readonly codes = new Map<string, { accountId: number; redirectUri: string; expiresAt: number }>();
  /** The OAuth App by which people sign in, where there is one. */
  readonly oauthApp: OAuthAppOptions | null;
  /** Authorizations of the App whose page is open, by the id in its form: the state to return. */
  readonly authorizationsWaiting = new Map<string, { state: string }>();
  /** Sign-ins whose page is open, by the id in its form. */
  readonly signInsWaiting = new Map<string, SignInRequest>();
  /** Codes of sign-ins; each works once. */
  readonly signIns = new Map<string, SignInGrant>();
  private readonly outages: Outage[] = [];
  private readonly pushing = new Map<number, Promise<unknown>>();

  constructor(directory: string, app: AppOptions, oauthApp: OAuthAppOptions | null, viewer: { login: string; name: string; email: string }, hosts: Hosts) {
    this.store = new Store(directory);
    this.oauthApp = oauthApp;
    this.hosts = hosts;
    const privateKey = app.privateKey ?? generatedKey(directory);
    const publicKey = createPublicKey(createPrivateKey(privateKey)).export({ type: "spki", format: "pem" }).toString();
    this.app = { ...app, privateKey, publicKey, createdAt: timestamp() };
    this.viewer = this.store.ensureAccount(viewer.login, "User", viewer);
    this.bot = this.store.ensureAccount(`${app.slug}[bot]`, "Bot");
    // a state of before repositories had people
    for (const repository of this.store.repositories) repository.people ??= { [this.viewer.id]: "admin" };
    this.webhooks = new Webhooks(this.app, this.store.hookId);
  }

  /** Makes an empty repository; an owner that is not known yet becomes an organization. */
  async createRepository(options: { owner: string; name: string; private: boolean; isTemplate?: boolean; description?: string; defaultBranch?: string; people?: Record<string, Level> }): Promise<Repository> {
    if (this.store.repository(options.owner, options.name) !== undefined) throw new Error(`${options.owner}/${options.name} exists already`);
    const owner = this.store.ensureAccount(options.owner, "Organization");
    const repository = this.store.addRepository({
      owner: owner.login,
      name: options.name,
      private: options.private,
      isTemplate: options.isTemplate ?? false,
      people: Object.fromEntries(Object.entries(options.people ?? { [this.viewer.login]: "admin" as const }).map(([login, level]) => [this.store.accountOf(login).id, level])),
      description: options.description ?? null,
      defaultBranch: options.defaultBranch ?? "main",
    });
    await this.store.git(repository).create(repository.defaultBranch);
    return repository;
  }

  /**
   * Creates a repository with the files of a template in one commit. An App that is installed on all repositories of the
   * owner gets an event for the new one, and then one for the push.
   */
  async generate(template: Repository, options: { owner: string; name: string; private: boolean }): Promise<Repository> {
    const { viewer } = this;
    const repository = await this.createRepository({ ...options, defaultBranch: template.defaultBranch });
    const installation = this.store.installationFor(repository);
    if (installation !== undefined) this.tellRepositories("added", installation, [repository], viewer);
    const author = { name: viewer.name ?? viewer.login, email: viewer.email ?? "" };
    await this.changeReferences(repository, viewer, () => this.store.git(repository).copy(this.store.git(template), template.defaultBranch, author));
    return repository;
  }

  /** Writes a commit with git and sends the events of the push that would have brought it. */
  async commit(
    repository: Repository,
    change: { branch: string; files: Record<string, FileContent>; message: string; author: { name: string; email: string; date?: string } },
    sender: Account,
  ): Promise<{ sha: string; deliveries: Promise<Delivery[]> }> {
    let sha = "";
    const pushed = await this.changeReferences(repository, sender, async () => {
      sha = await this.store.git(repository).write(change);
    });
    return { sha, ...pushed };
  }

  /** Whether a person may do with a repository what this permission is for. */
  may(account: Account, repository: Repository, wanted: Level): boolean {
    const level = this.store.levelOf(account, repository) ?? (repository.private ? null : "read");
    return level !== null && LEVELS.indexOf(level) >= LEVELS.indexOf(wanted);
  }

  /** A person takes the App's authorization back: every token of theirs ends, and the App gets a webhook. */
  revoke(account: Account): void {
    const { tokens, refreshTokens } = this.store;
    for (const [token, access] of tokens) {
      if (access.kind === "user" && access.scopes === null && access.accountId === account.id) tokens.delete(token);
    }
    for (const [token, { accountId }] of refreshTokens) if (accountId === account.id) refreshTokens.delete(token);
    const payload = { action: "revoked", sender: simpleUser(account, this.hosts) };
    void this.webhooks.send({ event: "github_app_authorization", payload, installationId: null, repositoryId: null });
  }

  /**
   * Lets `change` move references of a repository, alone, and then sends a push event for each that moved.
   * Resolves when the references stand; the events are on their way until `deliveries` resolves.
   */
  async changeReferences(repository: Repository, sender: Account, change: () => Promise<void>): Promise<{ deliveries: Promise<Delivery[]> }> {
    const turn = (this.pushing.get(repository.id) ?? Promise.resolve()).then(async () => {
      const git = this.store.git(repository);
      const previous = await git.references();
      await change();
      const current = await git.references();
      const moved = moves(previous, current);
      if (moved.length > 0) this.store.pushed(repository, await git.size());
      const context = { repository, previous, current, sender, store: this.store, hosts: this.hosts };
      return Promise.all(moved.map((move) => pushPayload(move, context)));
    });
    this.pushing.set(repository.id, turn.catch(() => undefined));
    return { deliveries: this.announce(repository, await turn) };
  }

  /** GitHub tells an App of pushes only where it is installed and has subscribed to them. */
  private async announce(repository: Repository, payloads: Record<string, unknown>[]): Promise<Delivery[]> {
    const installation = this.store.installationFor(repository);
    if (installation === undefined || installation.suspendedAt !== null || !installation.events.includes("push")) return [];
    const sent = payloads.map((payload) =>
      this.webhooks.send({ event: "push", payload, installationId: installation.id, repositoryId: repository.id }),
    );
    return (await Promise.all(sent)).filter((delivery) => delivery !== null);
  }

  /** Installs the App on an account, or changes the repositories that it can see there; the App gets a webhook. */
  install(account: Account, repositories: Repository[] | "all", sender: Account, permissions: Permissions = { ...APP_PERMISSIONS }): Installation {
    const known = this.store.installationOn(account.login);
    const repositorySelection = repositories === "all" ? "all" : "selected";
    const repositoryIds = repositories === "all" ? [] : repositories.map(({ id }) => id);
    if (known === undefined) {
      const installation = this.store.addInstallation({ account: account.login, repositorySelection, repositoryIds, permissions, events: APP_EVENTS });
      this.tell("installation", "created", installation, sender, { repositories: this.references(installation), requester: null });
      return installation;
    }
    const before = this.store.repositoriesOf(known);
    Object.assign(known, { repositorySelection, repositoryIds, updatedAt: timestamp() });
    this.store.save();
    const added = this.store.repositoriesOf(known).filter(({ id }) => !before.some((repository) => repository.id === id));
    const removed = before.filter(({ id }) => !this.store.repositoriesOf(known).some((repository) => repository.id === id));
    if (added.length > 0) this.tellRepositories("added", known, added, sender);
    if (removed.length > 0) this.tellRepositories("removed", known, removed, sender);
    return known;
  }

  private tellRepositories(action: "added" | "removed", installation: Installation, repositories: Repository[], sender: Account): void {
    const references = repositories.map(repositoryReference);
    this.tell("installation_repositories", action, installation, sender, {
      repository_selection: installation.repositorySelection,
      repositories_added: action === "added" ? references : [],
      repositories_removed: action === "removed" ? references : [],
      requester: null,
    });
  }

  uninstall(installation: Installation, sender: Account): void {
    const repositories = this.references(installation);
    this.store.removeInstallation(installation.id);
    this.tell("installation", "deleted", installation, sender, { repositories });
  }

  /** Stops or resumes an installation, as its owner can. */
  suspend(installation: Installation, suspended: boolean, sender: Account): void {
    installation.suspendedAt = suspended ? timestamp() : null;
    this.store.save();
    this.tell("installation", suspended ? "suspend" : "unsuspend", installation, sender, { repositories: this.references(installation) });
  }

  private references(installation: Installation) {
    return this.store.repositoriesOf(installation).map(repositoryReference);
  }

  private tell(event: string, action: string, installation: Installation, sender: Account, details: Record<string, unknown>): void {
    const account = this.store.accountOf(installation.account);
    const payload = {
      action,
      installation: installationPayload(installation, account, this.app, this.hosts),
      ...details,
      sender: simpleUser(sender, this.hosts),
    };
    void this.webhooks.send({ event, payload, installationId: installation.id, repositoryId: null });
  }

  /** Orders a failure of the REST API. */
  fail(outage: Outage): () => void {
    const ordered = { ...outage };
    this.outages.push(ordered);
    return () => {
      ordered.times = 0;
    };
  }

  recover(): void {
    this.outages.length = 0;
  }

  takeOutage(method: string, path: string): Outage | null {
    const found = this.outages.find((outage) => outage.times > 0 && (outage.method ?? method) === method && outage.path.test(path));
    if (found === undefined) return null;
    found.times -= 1;
    return found;
  }
}

/** The App's key, kept from the first start on: PKCS#1, as GitHub gives it. */
function generatedKey(directory: string): string {
  const file = join(directory, "app.private-key.pem");
  if (existsSync(file)) return readFileSync(file, "utf8");
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, (newKey ??= generateKey()), { mode: 0o600 });
  return newKey;
}

/** One for all simulators of a process: making one takes a quarter of a second. */
let newKey: string | undefined;

function generateKey(): string {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  }).privateKey;
}
