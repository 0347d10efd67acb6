import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http_server.ts";
import { avatar } from "../page.ts";
import { Accounts, type NewAccount } from "./accounts.ts";
import { handleAuthorize, handleChoice, type AuthorizationRequest } from "./authorize.ts";
import type { Dialect, Grant, JsonAnswer } from "./dialect.ts";
import { Keys, type Fault } from "./keys.ts";
import { handleForm, homePage, sendPage } from "./pages.ts";
import { handleToken } from "./token.ts";

/** The client as it was registered with the provider. */
export interface Client {
  id: string;
  secret: string;
  redirectUris: string[];
}

/** A failure that tests order: the next `times` requests to matching paths are answered with this status. */
export interface Outage {
  path: RegExp;
  status: number;
  times: number;
}

/** One request of the client, or of the browser that it sent, kept for the tests. */
export interface RecordedRequest {
  method: string;
  path: string;
  /** Query and form, without `client_secret`. */
  parameters: Record<string, string>;
  status: number;
  /** Why it was refused, in the simulator's words. */
  errorMessage: string | null;
}

const KEPT_REQUESTS = 1_000;

/** The state of one provider, and which operation answers which path. */
export class OpenIdProvider {
  readonly dialect: Dialect;
  readonly client: Client;
  /** The issuer, which is also the base of every address. */
  readonly issuer: string;
  readonly accounts: Accounts;
  readonly keys: Keys;
  readonly requests: RecordedRequest[] = [];
  /** What is wrong with the next id_tokens, one each. */
  readonly faults: Fault[] = [];
  readonly outages: Outage[] = [];
  /** Authorization requests whose page is open, by the id in its form. */
  readonly waiting = new Map<string, AuthorizationRequest>();
  /** By code. A used code is kept, so that a second use differs from an unknown code. */
  readonly codes = new Map<string, { grant: Grant; expiresAt: number; used: boolean }>();
  readonly accessTokens = new Map<string, Grant>();
  readonly refreshTokens = new Map<string, Grant>();
  /** The `sub` of each account whose grant was revoked. */
  readonly revoked: string[] = [];

  constructor(dialect: Dialect, client: Client, issuer: string, directory: string | undefined, first: NewAccount[]) {
    this.dialect = dialect;
    this.client = client;
    this.issuer = issuer;
    this.accounts = new Accounts(directory, () => dialect.newSubject(), first);
    this.keys = new Keys(issuer);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.issuer);
    const outage = this.outages.find(({ path, times }) => times > 0 && path.test(url.pathname));
    if (outage !== undefined) {
      outage.times -= 1;
      this.record(request, url.pathname, url.searchParams, outage.status, "an outage that was ordered");
      response.writeHead(outage.status, { "content-type": "text/plain" }).end("Service unavailable");
      return;
    }
    const { paths } = this.dialect;
    switch (url.pathname) {
      case paths.authorize:
        return handleAuthorize(this, request, response, url);
      case paths.token:
        return handleToken(this, request, response, url);
      case paths.keys:
        this.record(request, url.pathname, url.searchParams, 200, null);
        return sendJson(response, { status: 200, body: { keys: await this.keys.published() } }, { "cache-control": this.dialect.keysCache });
      case paths.userinfo:
        return this.userinfo(request, response, url);
      case paths.revoke:
        return this.revoke(request, response, url);
      case "/.well-known/openid-configuration":
        return sendJson(response, { status: 200, body: this.discovery() });
      case "/simulator/choice":
        return handleChoice(this, request, response);
      case "/simulator/accounts":
        return handleForm(this, request, response);
      case "/":
        return sendPage(response, 200, homePage(this));
    }
    if (url.pathname.startsWith("/avatars/")) {
      response.writeHead(200, { "content-type": "image/svg+xml" }).end(avatar(url.pathname));
      return;
    }
    response.writeHead(404, { "content-type": "text/plain" }).end("Not Found");
  }

  record(request: IncomingMessage, path: string, given: URLSearchParams, status: number, errorMessage: string | null): void {
    const parameters = Object.fromEntries([...given].filter(([name]) => name !== "client_secret"));
    this.requests.push({ method: request.method ?? "GET", path, parameters, status, errorMessage });
    if (this.requests.length > KEPT_REQUESTS) this.requests.shift();
  }

  private discovery(): Record<string, unknown> {
    const { paths, metadata } = this.dialect;
    return {
      issuer: this.issuer,
      authorization_endpoint: this.issuer + paths.authorize,
      token_endpoint: this.issuer + paths.token,
      userinfo_endpoint: this.issuer + paths.userinfo,
      ...(this.dialect.name === "Google" ? { revocation_endpoint: this.issuer + paths.revoke } : {}),
      jwks_uri: this.issuer + paths.keys,
      ...metadata,
    };
  }

  private userinfo(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const grant = token === undefined ? undefined : this.accessTokens.get(token);
    const answer = grant === undefined ? this.dialect.userinfoRefusal(token !== undefined) : { status: 200, body: this.dialect.userinfo(grant, this.issuer) };
    this.record(request, url.pathname, url.searchParams, answer.status, grant === undefined ? "unknown access token" : null);
    sendJson(response, answer);
  }

  /** Ends the grant of a token: the account's other tokens of it end as well. */
  private async revoke(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = (await readBody(request)).toString("utf8");
    const { method = "GET", headers } = request;
    const asked = this.dialect.tokenToRevoke({ method, contentType: headers["content-type"] ?? "", authorization: headers.authorization, query: url.searchParams, body });
    if ("errorMessage" in asked) {
      this.record(request, url.pathname, url.searchParams, asked.answer.status, asked.errorMessage);
      return sendJson(response, asked.answer);
    }
    const grant = this.accessTokens.get(asked.token) ?? this.refreshTokens.get(asked.token);
    for (const tokens of [this.accessTokens, this.refreshTokens]) {
      for (const [token, other] of tokens) if (other === grant) tokens.delete(token);
    }
    if (grant !== undefined) this.revoked.push(grant.account.sub);
    const answer = this.dialect.revoked(grant !== undefined);
    this.record(request, url.pathname, url.searchParams, answer.status, grant === undefined ? "unknown token" : null);
    sendJson(response, answer);
  }
}

export function sendJson(response: ServerResponse, { status, body }: JsonAnswer, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers }).end(JSON.stringify(body));
}
