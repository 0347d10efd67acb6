import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http_server.ts";
import { CHALLENGE, parametersOf, withParameters } from "../oauth.ts";
import type { Account } from "./accounts.ts";
import { RequestError } from "./dialect.ts";
import { chooserPage, refusalPage, sendPage } from "./pages.ts";
import type { OpenIdProvider } from "./provider.ts";

const CODE_LIFE_MS = 60_000;
const MOST_WAITING = 1_000;

/** The parameters of a valid authorization request. */
export interface AuthorizationRequest {
  redirectUri: string;
  state: string;
  nonce: string;
  scopes: string[];
  challenge: string;
  offline: boolean;
  loginHint: string | null;
}

/** What every authorization request must carry. The providers let `state`, `nonce` and PKCE be absent; the product must not. */
const REQUIRED = ["client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method"];

/** The authorization endpoint: a page that chooses the account, or one that says what is wrong; never a redirect on a wrong request. */
export function handleAuthorize(provider: OpenIdProvider, request: IncomingMessage, response: ServerResponse, url: URL): void {
  let asked: AuthorizationRequest;
  try {
    if (request.method !== "GET") throw new RequestError("bad_method");
    asked = check(provider, url.searchParams);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const refusal = provider.dialect.authorizeRefusal(error);
    provider.record(request, url.pathname, url.searchParams, refusal.status, error.message);
    return sendPage(response, refusal.status, refusalPage(provider, refusal));
  }
  if (url.searchParams.get("prompt") === "none") {
    provider.record(request, url.pathname, url.searchParams, 302, null);
    return redirect(response, withParameters(asked.redirectUri, { error: "interaction_required", state: asked.state }));
  }
  const id = randomUUID();
  provider.waiting.set(id, asked);
  for (const old of provider.waiting.keys()) {
    if (provider.waiting.size <= MOST_WAITING) break;
    provider.waiting.delete(old);
  }
  provider.record(request, url.pathname, url.searchParams, 200, null);
  sendPage(response, 200, chooserPage(provider, id, asked));
}

function check({ dialect, client }: OpenIdProvider, given: URLSearchParams): AuthorizationRequest {
  const { parameters, repeated } = parametersOf(given);
  const value = (name: string): string => {
    const found = parameters.get(name) ?? "";
    if (found === "") throw new RequestError("missing", name);
    return found;
  };
  if (repeated[0] !== undefined) throw new RequestError("repeated", repeated[0]);
  if (value("client_id") !== client.id) throw new RequestError("unknown_client", value("client_id"));
  if (!client.redirectUris.includes(value("redirect_uri"))) throw new RequestError("redirect_mismatch", value("redirect_uri"));
  const { authorizeExtras } = dialect;
  for (const [name, text] of parameters) {
    if (REQUIRED.includes(name)) continue;
    const allowed = authorizeExtras[name];
    if (allowed === undefined) throw new RequestError("unknown_parameter", name);
    if (allowed !== null && !allowed.includes(text)) throw new RequestError("bad_value", name);
  }
  for (const name of REQUIRED) value(name);
  if (value("response_type") !== "code") throw new RequestError("bad_response_type", value("response_type"));
  const scopes = [...new Set(value("scope").split(dialect.scopeSeparator))];
  const unknown = scopes.find((scope) => !dialect.scopes.includes(scope));
  if (unknown !== undefined) throw new RequestError("bad_scope", unknown);
  if (!scopes.includes("openid")) throw new RequestError("bad_scope", "openid is missing");
  if (value("code_challenge_method") !== "S256") throw new RequestError("bad_value", "code_challenge_method");
  if (!CHALLENGE.test(value("code_challenge"))) throw new RequestError("bad_value", "code_challenge");
  return {
    redirectUri: value("redirect_uri"),
    state: value("state"),
    nonce: value("nonce"),
    scopes,
    challenge: value("code_challenge"),
    offline: parameters.get("access_type") === "offline",
    loginHint: parameters.get("login_hint") ?? null,
  };
}

/** The buttons of the page: an account, an account that is made by the way, or "deny". The browser goes back to the client. */
export async function handleChoice(provider: OpenIdProvider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams((await readBody(request)).toString("utf8"));
  const id = form.get("request") ?? "";
  const asked = provider.waiting.get(id);
  if (request.method !== "POST" || asked === undefined) {
    return sendPage(response, 400, refusalPage(provider, { status: 400, code: "expired", description: "This page is out of date: start again." }));
  }
  const { redirectUri, state } = asked;
  if (form.has("deny")) {
    provider.waiting.delete(id);
    return redirect(response, withParameters(redirectUri, { error: "access_denied", state }));
  }
  const account = chosen(provider, form);
  if (account === undefined) {
    return sendPage(response, 400, refusalPage(provider, { status: 400, code: "no_account", description: "There is no such account." }));
  }
  provider.waiting.delete(id);
  const { nonce, scopes, challenge, offline } = asked;
  const grant = { account, scopes, redirectUri, nonce, challenge, offline };
  const code = provider.dialect.newCode();
  provider.codes.set(code, { grant, expiresAt: Date.now() + CODE_LIFE_MS, used: false });
  redirect(response, withParameters(redirectUri, { state, code, ...provider.dialect.redirectExtras(grant, provider.issuer) }));
}

function chosen({ accounts }: OpenIdProvider, form: URLSearchParams): Account | undefined {
  const pressed = form.get("account");
  if (pressed !== null) return accounts.find(pressed);
  const email = form.get("email") ?? "";
  if (email === "") return undefined;
  const name = form.get("name") || (email.split("@")[0] ?? "");
  return accounts.find(email) ?? accounts.add({ email, name, emailVerified: form.get("unverified") === null });
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location, "cache-control": "no-store" }).end();
}
