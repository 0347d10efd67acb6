import { listen } from "../http_server.ts";
import { pressButton } from "../oauth.ts";
import type { Account, NewAccount } from "./accounts.ts";
import type { Dialect } from "./dialect.ts";
import { google } from "./google.ts";
import type { Fault } from "./keys.ts";
import { OpenIdProvider, type Outage, type RecordedRequest } from "./provider.ts";
import { slack } from "./slack.ts";

export type { Account, NewAccount } from "./accounts.ts";
export type { Fault } from "./keys.ts";
export type { Outage, RecordedRequest } from "./provider.ts";

export interface OpenIdOptions {
  port?: number | undefined;
  /** Where accounts are kept over restarts; in memory only when absent. */
  directory?: string | undefined;
  clientId: string;
  clientSecret: string;
  /** Exactly these are allowed. */
  redirectUris: string[];
  /** The accounts of the first start. */
  accounts?: NewAccount[];
}

export interface OpenIdSimulator {
  /** The issuer and the base of every address; in a browser, the list of accounts. */
  url: string;
  authorizeUrl: string;
  tokenUrl: string;
  keysUrl: string;
  userinfoUrl: string;
  revokeUrl: string;
  accounts: readonly Account[];
  addAccount(account: NewAccount): Account;
  /** Changes an account, which is named by its address or its `sub`. */
  updateAccount(name: string, change: Partial<Omit<Account, "sub">>): Account;
  removeAccount(name: string): void;
  /**
   * Opens an authorization address as a browser would, chooses the account (by address or `sub`) and returns the address
   * that the browser is sent back to. Throws with the page's words when the provider refuses the request.
   */
  authorize(url: string, account: string): Promise<string>;
  /** The same with the button that refuses. */
  deny(url: string): Promise<string>;
  /** Makes the next id_token wrong; several are used up one by one. */
  spoil(...faults: Fault[]): void;
  /** Signs with a new key from now on; the old one stays published by default. */
  rotateKeys(options?: { keepOld?: boolean }): Promise<void>;
  /** Lets every code run out that was issued so far. */
  expireCodes(): void;
  /** Ends every token that was issued so far, as a person can on the provider's pages. */
  endTokens(): void;
  /** Orders an endpoint to fail; what it returns ends the failure before its time. */
  fail(outage: Outage): () => void;
  /** Ends every failure that was ordered, and leaves the next id_tokens right. */
  recover(): void;
  /** The `sub` of each account whose grant was revoked, oldest first. */
  revoked: readonly string[];
  /** What reached the provider's endpoints, oldest first. */
  requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

/** Starts Google's sign-in on 127.0.0.1. */
export function startGoogle(options: OpenIdOptions): Promise<OpenIdSimulator> {
  return start(google, options);
}

/** Starts Slack's sign-in on 127.0.0.1. */
export function startSlack(options: OpenIdOptions): Promise<OpenIdSimulator> {
  return start(slack, options);
}

async function start(dialect: Dialect, options: OpenIdOptions): Promise<OpenIdSimulator> {
  let provider: OpenIdProvider | null = null;
  const server = await listen(async (request, response) => {
    if (provider === null) throw new Error("a request came before the simulator was ready");
    await provider.handle(request, response);
  }, options.port);
  const client = { id: options.clientId, secret: options.clientSecret, redirectUris: options.redirectUris };
  const ready = new OpenIdProvider(dialect, client, server.url, options.directory, options.accounts ?? []);
  provider = ready;
  const { accounts } = ready;
  const authorizeUrl = server.url + dialect.paths.authorize;
  const press = (url: string, fields: Record<string, string>) => {
    if (!url.startsWith(`${authorizeUrl}?`)) throw new Error(`${url} is not ${dialect.name}'s authorization endpoint, ${authorizeUrl}`);
    return pressButton(url, fields);
  };
  return {
    url: server.url,
    authorizeUrl,
    tokenUrl: server.url + dialect.paths.token,
    keysUrl: server.url + dialect.paths.keys,
    userinfoUrl: server.url + dialect.paths.userinfo,
    revokeUrl: server.url + dialect.paths.revoke,
    accounts: accounts.items,
    addAccount: (account) => accounts.add(account),
    updateAccount: (name, change) => accounts.update(name, change),
    removeAccount: (name) => accounts.remove(name),
    authorize: async (url, account) => press(url, { account }),
    deny: async (url) => press(url, { deny: "deny" }),
    spoil: (...faults) => void ready.faults.push(...faults),
    rotateKeys: (keep) => ready.keys.rotate(keep),
    expireCodes: () => {
      for (const code of ready.codes.values()) code.expiresAt = 0;
    },
    endTokens: () => {
      ready.accessTokens.clear();
      ready.refreshTokens.clear();
    },
    fail: (outage) => {
      const ordered = { ...outage };
      ready.outages.push(ordered);
      return () => {
        ordered.times = 0;
      };
    },
    recover: () => {
      ready.outages.length = 0;
      ready.faults.length = 0;
    },
    revoked: ready.revoked,
    requests: ready.requests,
    close: server.close,
  };
}
