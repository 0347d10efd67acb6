import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http_server.ts";
import { CHALLENGE, parametersOf, proves, same, withParameters } from "../oauth.ts";
import { handleAppAuthorize, sendAppBack } from "./app_authorization.ts";
import type { GitHub } from "./github.ts";
import { chooserPage, refusalPage } from "./pages.ts";
import { emailsOf, newToken, type Account } from "./store.ts";

/** An OAuth App, by which people sign in; it has nothing to do with the GitHub App that reads repositories. */
export interface OAuthAppOptions {
  clientId: string;
  clientSecret: string;
  /** The one address that people are sent back to. */
  callbackUrl: string;
}

/** The parameters of a valid authorization request. */
export interface SignInRequest {
  scopes: string[];
  state: string;
  challenge: string;
  login: string | null;
}

export interface SignInGrant extends SignInRequest {
  account: Account;
  expiresAt: number;
}

/** What an exchange answers; errors come with status 200, in the body. */
export type TokenAnswer = { error: string; description: string } | { token: string; scope: string };

const CODE_LIFE_MS = 10 * 60 * 1000;
/** What the product may ask for; GitHub knows many more. */
const SCOPES = ["read:user", "user:email"];
/** GitHub lets `state`, `redirect_uri` and PKCE be absent; the product must not. */
const REQUIRED = ["client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"];
const OPTIONAL = ["login", "allow_signup", "prompt"];
const EXCHANGE = ["client_id", "client_secret", "code", "redirect_uri", "code_verifier", "grant_type"];
const ERROR_PAGE = "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors";

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * `GET /login/oauth/authorize`: the page that chooses who signs in.
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export function handleAuthorize(github: GitHub, response: ServerResponse, url: URL): void {
  if (url.searchParams.get("client_id") === github.app.clientId) return handleAppAuthorize(github, response, url);
  const app = github.oauthApp;
  try {
    if (app === null || url.searchParams.get("client_id") !== app.clientId) throw new Refusal(404, "Not Found");
    const callback = url.searchParams.get("redirect_uri");
    if (callback !== null && callback !== app.callbackUrl) {
      const description = "The redirect_uri MUST match the registered callback URL for this application.";
      return sendBack(response, app, { error: "redirect_uri_mismatch", error_description: description, error_uri: `${ERROR_PAGE}/#redirect-uri-mismatch`, ...stateOf(url) });
    }
    const asked = check(url.searchParams);
    const id = randomUUID();
    github.signInsWaiting.set(id, asked);
    html(response, 200, chooserPage(github, id, asked, new URL(app.callbackUrl).host));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    html(response, error.status, refusalPage(error.message));
  }
}

function check(given: URLSearchParams): SignInRequest {
  const { parameters, repeated } = parametersOf(given);
  const value = (name: string): string => {
    const found = parameters.get(name) ?? "";
    if (found === "") throw new Refusal(400, `The parameter ${name} is missing`);
    return found;
  };
  if (repeated[0] !== undefined) throw new Refusal(400, `The parameter ${repeated[0]} came more than once`);
  for (const name of parameters.keys()) if (![...REQUIRED, ...OPTIONAL].includes(name)) throw new Refusal(400, `The parameter ${name} is unknown`);
  for (const name of REQUIRED) value(name);
  const scopes = [...new Set(value("scope").split(/[ ,]/))];
  const unknown = scopes.find((scope) => !SCOPES.includes(scope));
  if (unknown !== undefined) throw new Refusal(400, `The scope ${unknown} is unknown`);
  if (value("code_challenge_method") !== "S256") throw new Refusal(400, "The code_challenge_method must be S256");
  if (!CHALLENGE.test(value("code_challenge"))) throw new Refusal(400, "The code_challenge is not a SHA-256");
  return { scopes, state: value("state"), challenge: value("code_challenge"), login: parameters.get("login") ?? null };
}

/** The buttons of that page: an account, one that is made by the way, or "Cancel". */
export async function handleChoice(github: GitHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams((await readBody(request)).toString("utf8"));
  const id = form.get("request") ?? "";
  const waiting = github.authorizationsWaiting.get(id);
  if (waiting !== undefined) {
    const account = form.has("deny") ? null : chosen(github, form);
    if (account === null && !form.has("deny")) return html(response, 400, refusalPage("There is no such account"));
    github.authorizationsWaiting.delete(id);
    return sendAppBack(github, response, account, waiting.state);
  }
  const asked = github.signInsWaiting.get(id);
  const app = github.oauthApp;
  if (asked === undefined || app === null) return html(response, 400, refusalPage("This page is out of date: start again"));
  if (form.has("deny")) {
    github.signInsWaiting.delete(id);
    const description = "The user has denied your application access.";
    return sendBack(response, app, { error: "access_denied", error_description: description, error_uri: `${ERROR_PAGE}/#access-denied`, state: asked.state });
  }
  const account = chosen(github, form);
  if (account === null) return html(response, 400, refusalPage("There is no such account"));
  github.signInsWaiting.delete(id);
  const code = randomBytes(10).toString("hex");
  github.signIns.set(code, { ...asked, account, expiresAt: Date.now() + CODE_LIFE_MS });
  sendBack(response, app, { code, state: asked.state });
}

function chosen({ store }: GitHub, form: URLSearchParams): Account | null {
  const login = form.get("account") ?? form.get("login") ?? "";
  const known = store.account(login);
  if (known !== undefined) return known.type === "User" ? known : null;
  const email = form.get("email") ?? "";
  if (!/^[A-Za-z0-9-]{1,39}$/.test(login) || email === "") return null;
  return store.addUser({ login, emails: [{ email, verified: form.get("unverified") === null }] });
}

/**
 * Exchanges the code of a sign-in, once, for a token that does not run out.
 * https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
 */
export function exchangeSignIn(github: GitHub, app: OAuthAppOptions, given: Map<string, string>): TokenAnswer {
  const refuse = (error: string, description: string) => ({ error, description });
  for (const name of given.keys()) if (!EXCHANGE.includes(name)) return refuse("invalid_request", `The parameter ${name} is unknown.`);
  if (!same(given.get("client_secret") ?? "", app.clientSecret)) {
    return refuse("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");
  }
  const code = given.get("code") ?? "";
  const grant = github.signIns.get(code);
  github.signIns.delete(code);
  const fits = grant !== undefined && grant.expiresAt > Date.now() && proves(given.get("code_verifier") ?? "", grant.challenge);
  if (!fits) return refuse("bad_verification_code", "The code passed is incorrect or expired.");
  if (given.get("redirect_uri") !== app.callbackUrl) {
    return refuse("redirect_uri_mismatch", "The redirect_uri MUST match the registered callback URL for this application.");
  }
  if (emailsOf(grant.account).some(({ primary, verified }) => primary && !verified)) {
    return refuse("unverified_user_email", "The user must have a verified primary email.");
  }
  const token = newToken("gho");
  github.store.tokens.set(token, { kind: "user", accountId: grant.account.id, expiresAt: Number.POSITIVE_INFINITY, scopes: grant.scopes });
  return { token, scope: grant.scopes.join(",") };
}

function sendBack(response: ServerResponse, app: OAuthAppOptions, parameters: Record<string, string>): void {
  response.writeHead(302, { location: withParameters(app.callbackUrl, parameters) }).end();
}

function stateOf(url: URL): Record<string, string> {
  const state = url.searchParams.get("state");
  return state === null ? {} : { state };
}

function html(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
}
