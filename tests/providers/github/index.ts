import { listen } from "../http_server.ts";
import { pressButton } from "../oauth.ts";
import { handleApi } from "./api/router.ts";
import type { FileContent } from "./git.ts";
import { GitHub, type AppOptions, type Outage } from "./github.ts";
import type { RecordedRequest } from "./requests.ts";
import type { OAuthAppOptions } from "./sign_in.ts";
import { newCode } from "./app_authorization.ts";
import type { Account, Installation, Level, NewUser, Permissions, Repository } from "./store.ts";
import { handleWeb } from "./web.ts";
import type { Delivery } from "./webhooks.ts";

export type { AppOptions, Outage } from "./github.ts";
export type { FileContent } from "./git.ts";
export type { RecordedRequest } from "./requests.ts";
export type { OAuthAppOptions } from "./sign_in.ts";
export type { Account, Installation, Level, NewUser, Repository } from "./store.ts";
export type { Delivery } from "./webhooks.ts";

export interface GitHubOptions {
  /** Port of github.com's counterpart; a free one when absent. */
  port?: number | undefined;
  /** Port of api.github.com's counterpart; a free one when absent. */
  apiPort?: number | undefined;
  /** Where repositories and state are kept. A second start with the same folder continues with the state of the first. */
  directory: string;
  app: AppOptions;
  /** The OAuth App by which people sign in; none by default. */
  oauthApp?: OAuthAppOptions;
  /** The person who installs the App and pushes; by default `demo-owner`. */
  viewer?: { login: string; name: string; email: string };
}

export interface CommitOptions {
  /** By default the default branch. */
  branch?: string;
  /** By path; null removes a file. */
  files: Record<string, FileContent>;
  message: string;
  /** By default the viewer. */
  author?: { name: string; email: string; date?: string };
  /** Login of the account that pushes, which must be allowed to; by default the viewer. */
  sender?: string;
}

/** A repository by itself, or by `owner/name`. */
export type RepositoryName = Repository | string;

export interface GitHubSimulator {
  /** github.com: pages, OAuth, git. */
  url: string;
  /** api.github.com. */
  apiUrl: string;
  /** The App's key as GitHub gives it: PKCS#1 PEM. */
  privateKeyPem: string;
  viewer: Account;
  /** Makes a repository and, with `files`, its first commit on the default branch. */
  createRepository(options: {
    owner: string;
    name: string;
    private?: boolean;
    /** Whether other repositories can be created from it, on its page `/generate`. */
    isTemplate?: boolean;
    description?: string;
    defaultBranch?: string;
    files?: Record<string, FileContent>;
    /** What people may do, by login; by default the viewer administers it. */
    people?: Record<string, Level>;
  }): Promise<Repository>;
  /** Gives a person a permission on a repository, or takes it away with null. */
  setPermission(repository: RepositoryName, login: string, level: Level | null): void;
  repository(name: string): Repository | undefined;
  /** Renames a repository or transfers it to another account. The old name leads nowhere, as once it is taken again. */
  moveRepository(repository: RepositoryName, to: { owner?: string; name?: string }): Repository;
  removeRepository(repository: RepositoryName): void;
  /** Commits with git, then sends the push event. `deliveries` resolves when it was answered; nothing rejects. */
  commit(repository: RepositoryName, options: CommitOptions): Promise<{ sha: string; deliveries: Promise<Delivery[]> }>;
  /** Moves or makes a branch or tag (`refs/…`), or removes it with null, as a (forced) push would. */
  updateReference(repository: RepositoryName, reference: string, sha: string | null): Promise<{ deliveries: Promise<Delivery[]> }>;
  /** Moves a branch without a delivery, as when GitHub has lost it. */
  moveBranch(repository: RepositoryName, branch: string, sha: string): Promise<void>;
  /** Installs the App on an account: all its repositories, or those named. */
  addInstallation(options: { account: string; repositories?: RepositoryName[] | "all"; permissions?: Permissions }): Installation;
  removeInstallation(id: number): void;
  suspendInstallation(id: number, suspended: boolean): void;
  installations(): readonly Installation[];
  /** Address for a plain `git push`, with the viewer's token in it. */
  pushUrl(repository: RepositoryName): string;
  cloneUrl(repository: RepositoryName): string;
  /** Somebody who can sign in; the first address is the primary one. */
  addUser(user: NewUser): Account;
  /**
   * Opens the OAuth App's authorization address as a browser would, chooses the person by login and returns the address
   * that the browser is sent back to. Throws with the page's words when GitHub refuses the request.
   */
  authorize(url: string, login: string): Promise<string>;
  /** The same with the button that refuses. */
  deny(url: string): Promise<string>;
  /** Lets every code of a sign-in run out that was issued so far. */
  expireCodes(): void;
  /** Changes a login, which somebody else can then take. */
  renameUser(login: string, to: string): void;
  /** A code as the App's redirect carries it, for tests that leave out the page; by default of the viewer. */
  newCode(login?: string): string;
  /** Every token of a user that the App has now, of both kinds. */
  userTokens(): string[];
  /** Lets the eight hours of every user's access token of the App run out. */
  expireUserTokens(): void;
  /** A person takes the authorization of the App back. */
  revokeAuthorization(login: string): void;
  /** Sends any event to the webhook URL, signed. */
  sendEvent(event: string, payload: Record<string, unknown>): Promise<Delivery | null>;
  /** Every attempt at a delivery, oldest first. */
  deliveries: readonly Delivery[];
  redeliver(id: number): Promise<Delivery>;
  /** Ends every person's token that was issued so far, as a person can on GitHub's pages. */
  endTokens(): void;
  /** Resolves when no delivery is under way. */
  settled(): Promise<void>;
  /** Every request that reached the REST API, oldest first. */
  requests: readonly RecordedRequest[];
  /** Orders the REST API to fail; what it returns ends the failure before its time. */
  fail(outage: Outage): () => void;
  /** Ends every failure that was ordered. */
  recover(): void;
  /** Requests an hour for each caller. */
  setRateLimit(limit: number): void;
  close(): Promise<void>;
}

/** Starts GitHub on 127.0.0.1. */
export async function startGitHub(options: GitHubOptions): Promise<GitHubSimulator> {
  let core: GitHub | null = null;
  const ready = (): GitHub => {
    if (core === null) throw new Error("a request came before the simulator was ready");
    return core;
  };
  const web = await listen((request, response) => handleWeb(ready(), request, response), options.port);
  const api = await listen((request, response) => handleApi(ready(), request, response), options.apiPort).catch(async (error: unknown) => {
    await web.close();
    throw error;
  });
  const viewer = options.viewer ?? { login: "demo-owner", name: "Demo Owner", email: "demo@steward.localhost" };
  core = new GitHub(options.directory, options.app, options.oauthApp ?? null, viewer, { web: web.url, api: api.url });
  return face(core, async () => {
    await core?.webhooks.close();
    await Promise.all([web.close(), api.close()]);
  });
}

function face(github: GitHub, close: () => Promise<void>): GitHubSimulator {
  const { store, viewer } = github;
  const find = (name: RepositoryName): Repository => {
    if (typeof name !== "string") return name;
    const [owner = "", repository = ""] = name.split("/");
    const found = store.repository(owner, repository);
    if (found === undefined) throw new Error(`no repository ${name}`);
    return found;
  };
  const installation = (id: number): Installation => {
    const found = store.installation(id);
    if (found === undefined) throw new Error(`no installation ${id}`);
    return found;
  };
  const cloneUrl = (name: RepositoryName) => `${github.hosts.web}/${find(name).owner}/${find(name).name}.git`;
  const author = { name: viewer.name ?? viewer.login, email: viewer.email ?? "" };
  const commit: GitHubSimulator["commit"] = async (name, { sender: login, ...options }) => {
    const repository = find(name);
    const sender = login === undefined ? viewer : store.accountOf(login);
    if (login !== undefined && !github.may(sender, repository, "write")) throw new Error(`Permission to ${repository.owner}/${repository.name}.git denied to ${login}.`);
    return github.commit(repository, { author, branch: repository.defaultBranch, ...options }, sender);
  };
  return {
    url: github.hosts.web,
    apiUrl: github.hosts.api,
    privateKeyPem: github.app.privateKey,
    viewer,
    async createRepository({ files, ...options }) {
      const repository = await github.createRepository({ private: false, ...options });
      if (files !== undefined) await commit(repository, { files, message: "Initial commit" });
      return repository;
    },
    repository: (name) => store.repository(name.split("/")[0] ?? "", name.split("/")[1] ?? ""),
    moveRepository: (name, to) => store.moveRepository(find(name).id, to),
    removeRepository: (name) => store.removeRepository(find(name).id),
    commit,
    updateReference: (name, reference, sha) => {
      const repository = find(name);
      return github.changeReferences(repository, viewer, async () => {
        await store.git(repository).run(sha === null ? ["update-ref", "-d", reference] : ["update-ref", reference, sha]);
      });
    },
    moveBranch: async (name, branch, sha) => {
      await store.git(find(name)).run(["update-ref", `refs/heads/${branch}`, sha]);
    },
    addInstallation: ({ account, repositories = "all", permissions }) =>
      github.install(
        store.ensureAccount(account, "Organization"),
        repositories === "all" ? "all" : repositories.map(find),
        viewer,
        permissions,
      ),
    removeInstallation: (id) => github.uninstall(installation(id), viewer),
    suspendInstallation: (id, suspended) => github.suspend(installation(id), suspended, viewer),
    installations: () => store.installations,
    pushUrl: (name) => cloneUrl(name).replace("://", `://${viewer.login}:${viewer.token}@`),
    cloneUrl,
    addUser: (user) => store.addUser(user),
    authorize: async (url, login) => pressButton(url, { account: login }),
    deny: async (url) => pressButton(url, { deny: "deny" }),
    expireCodes: () => {
      for (const grant of github.signIns.values()) grant.expiresAt = 0;
    },
    setPermission: (name, login, level) => store.setLevel(store.accountOf(login), find(name), level),
    renameUser: (login, to) => store.rename(store.accountOf(login), to),
    newCode: (login = viewer.login) => newCode(github, store.accountOf(login)),
    userTokens: () => [...[...store.tokens].flatMap(([token, access]) => (access.kind === "user" && access.scopes === null ? [token] : [])), ...store.refreshTokens.keys()],
    expireUserTokens: () => {
      for (const access of store.tokens.values()) if (access.kind === "user" && access.scopes === null) access.expiresAt = 0;
    },
    revokeAuthorization: (login) => github.revoke(store.accountOf(login)),
    sendEvent: (event, payload) => github.webhooks.send({ event, payload, installationId: null, repositoryId: null }),
    deliveries: github.webhooks.deliveries,
    redeliver: (id) => github.webhooks.redeliver(id),
    endTokens: () => {
      for (const [token, { kind }] of github.store.tokens) if (kind === "user") github.store.tokens.delete(token);
    },
    settled: () => github.webhooks.settled(),
    requests: github.requests.items,
    fail: (outage) => github.fail(outage),
    recover: () => github.recover(),
    setRateLimit: (limit) => {
      github.rateLimit.limit = limit;
    },
    close,
  };
}
