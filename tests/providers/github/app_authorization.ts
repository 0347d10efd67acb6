import { randomBytes, randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { parametersOf, withParameters } from "../oauth.ts";
import type { GitHub } from "./github.ts";
import { chooserPage, refusalPage } from "./pages.ts";
import { newToken, type Account } from "./store.ts";

const CODE_LIFE_MS = 10 * 60 * 1000;
const ACCESS_TOKEN_LIFE_SECONDS = 8 * 60 * 60;
const REFRESH_TOKEN_LIFE_SECONDS = 184 * 24 * 60 * 60;
/** GitHub lets `state` and `redirect_uri` be absent; the product must not. A GitHub App asks for no scope. */
const REQUIRED = ["client_id", "redirect_uri", "state"];
const OPTIONAL = ["login", "allow_signup", "prompt"];

/** A user's tokens as GitHub answers, or its error, which comes with status 200. */
export type AppTokenAnswer = Record<string, string | number> | { error: string; description: string };

/**
 * `GET /login/oauth/authorize` of the GitHub App: the page that chooses who authorizes it.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 */
export function handleAppAuthorize(github: GitHub, response: ServerResponse, url: URL): void {
  const { parameters, repeated } = parametersOf(url.searchParams);
  const refuse = (message: string) => show(response, 400, refusalPage(message));
  if (repeated[0] !== undefined) return refuse(`The parameter ${repeated[0]} came more than once`);
  for (const name of parameters.keys()) if (![...REQUIRED, ...OPTIONAL].includes(name)) return refuse(`The parameter ${name} is unknown`);
  for (const name of REQUIRED) if ((parameters.get(name) ?? "") === "") return refuse(`The parameter ${name} is missing`);
  if (parameters.get("redirect_uri") !== github.app.callbackUrl) return refuse("The redirect_uri is not associated with this application.");
  const id = randomUUID();
  github.authorizationsWaiting.set(id, { state: parameters.get("state") ?? "" });
  show(response, 200, chooserPage(github, id, { scopes: [], login: parameters.get("login") ?? null }, github.app.slug));
}

/** Sends the browser back with a code of the person, or with the refusal when there is none. */
export function sendAppBack(github: GitHub, response: ServerResponse, account: Account | null, state: string): void {
  const answer: Record<string, string> =
    account === null ? { error: "access_denied", error_description: "The user has denied your application access." } : { code: newCode(github, account) };
  response.writeHead(302, { location: withParameters(github.app.callbackUrl, { ...answer, state }) }).end();
}

/** A code for a person, as the redirect carries it; works once, within ten minutes. */
export function newCode(github: GitHub, account: Account): string {
  const code = randomBytes(10).toString("hex");
  github.codes.set(code, { accountId: account.id, redirectUri: github.app.callbackUrl, expiresAt: Date.now() + CODE_LIFE_MS });
  return code;
}

/** Exchanges a code or a refresh token, each once, for new tokens of the person. */
export function exchangeAppToken(github: GitHub, given: Map<string, string>): AppTokenAnswer {
  const grantType = given.get("grant_type");
  if (grantType === "refresh_token") return refresh(github, given.get("refresh_token") ?? "");
  if (grantType !== undefined && grantType !== "authorization_code") {
    return { error: "unsupported_grant_type", description: "The grant_type is not supported." };
  }
  const code = given.get("code") ?? "";
  const grant = github.codes.get(code);
  github.codes.delete(code);
  if (grant === undefined || grant.expiresAt < Date.now()) {
    return { error: "bad_verification_code", description: "The code passed is incorrect or expired." };
  }
  if (given.has("redirect_uri") && given.get("redirect_uri") !== grant.redirectUri) {
    return { error: "redirect_uri_mismatch", description: "The redirect_uri MUST match the registered callback URL for this application." };
  }
  return issue(github, grant.accountId);
}

/** Both tokens that a refresh token came with end. */
function refresh(github: GitHub, token: string): AppTokenAnswer {
  const { store } = github;
  const known = store.refreshTokens.get(token);
  store.refreshTokens.delete(token);
  if (known === undefined || known.expiresAt < Date.now()) {
    return { error: "bad_refresh_token", description: "The refresh token passed is incorrect or expired." };
  }
  store.tokens.delete(known.accessToken);
  return issue(github, known.accountId);
}

function issue({ store }: GitHub, accountId: number): AppTokenAnswer {
  const [accessToken, refreshToken] = [newToken("ghu"), newToken("ghr")];
  store.tokens.set(accessToken, { kind: "user", accountId, expiresAt: Date.now() + ACCESS_TOKEN_LIFE_SECONDS * 1000, scopes: null });
  store.refreshTokens.set(refreshToken, { accountId, accessToken, expiresAt: Date.now() + REFRESH_TOKEN_LIFE_SECONDS * 1000 });
  return {
    access_token: accessToken,
    expires_in: ACCESS_TOKEN_LIFE_SECONDS,
    refresh_token: refreshToken,
    refresh_token_expires_in: REFRESH_TOKEN_LIFE_SECONDS,
    token_type: "bearer",
    scope: "",
  };
}

function show(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
}
