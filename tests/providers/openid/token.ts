import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http_server.ts";
import { parametersOf, proves, same } from "../oauth.ts";
import { RequestError, type Grant, type JsonAnswer } from "./dialect.ts";
import { sendJson, type OpenIdProvider } from "./provider.ts";

const PARAMETERS: Record<string, string[]> = {
  authorization_code: ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "client_secret"],
  refresh_token: ["grant_type", "refresh_token", "client_id", "client_secret"],
};

/** The token endpoint: a code (once, within a minute, with its verifier) or a refresh token becomes tokens. */
export async function handleToken(provider: OpenIdProvider, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const form = new URLSearchParams((await readBody(request)).toString("utf8"));
  let answer: JsonAnswer;
  let errorMessage: string | null = null;
  try {
    answer = { status: 200, body: await exchange(provider, request, form, url) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    errorMessage = error.message;
    answer = provider.dialect.tokenRefusal(error);
  }
  provider.record(request, url.pathname, form, answer.status, errorMessage);
  sendJson(response, answer, { pragma: "no-cache" });
}

async function exchange(provider: OpenIdProvider, request: IncomingMessage, form: URLSearchParams, url: URL): Promise<Record<string, unknown>> {
  if (request.method !== "POST") throw new RequestError("bad_method");
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/.test(type)) throw new RequestError("bad_content_type", type);
  const { parameters, repeated } = parametersOf(form);
  const value = (name: string): string => {
    const found = parameters.get(name) ?? "";
    if (found === "") throw new RequestError("missing", name);
    return found;
  };
  if (repeated[0] !== undefined) throw new RequestError("repeated", repeated[0]);
  const strange = [...url.searchParams.keys()][0]; // secrets do not belong in an address
  if (strange !== undefined) throw new RequestError("unknown_parameter", strange);
  const known = PARAMETERS[value("grant_type")];
  if (known === undefined) throw new RequestError("bad_grant_type", value("grant_type"));
  for (const name of parameters.keys()) if (!known.includes(name)) throw new RequestError("unknown_parameter", name);
  authenticate(provider, request.headers.authorization, parameters);

  if (value("grant_type") === "refresh_token") {
    const grant = provider.refreshTokens.get(value("refresh_token"));
    if (grant === undefined) throw new RequestError("bad_refresh_token");
    return issue(provider, grant, null);
  }
  const issued = provider.codes.get(value("code"));
  if (issued === undefined) throw new RequestError("bad_code");
  if (issued.used || issued.expiresAt <= Date.now()) throw new RequestError("used_code");
  if (value("redirect_uri") !== issued.grant.redirectUri) throw new RequestError("redirect_mismatch", value("redirect_uri"));
  const verifier = parameters.get("code_verifier") ?? "";
  if (verifier === "") throw new RequestError("missing_verifier");
  issued.used = true; // a wrong verifier spends the code: who guesses has one guess
  if (!proves(verifier, issued.grant.challenge)) throw new RequestError("wrong_verifier");
  return issue(provider, issued.grant, issued.grant.offline ? `1//0${provider.dialect.newCode().slice(-60)}` : null);
}

/** `client_secret_basic` or `client_secret_post`, never both. https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
function authenticate({ client }: OpenIdProvider, authorization: string | undefined, parameters: Map<string, string>): void {
  let [id, secret] = [parameters.get("client_id"), parameters.get("client_secret")];
  if (authorization !== undefined) {
    const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1];
    if (encoded === undefined || secret !== undefined) throw new RequestError("bad_value", "authorization");
    const [user = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
    const decode = (text: string) => decodeURIComponent(text.replaceAll("+", " "));
    if (id !== undefined && id !== decode(user)) throw new RequestError("bad_value", "client_id");
    [id, secret] = [decode(user), decode(rest.join(":"))];
  }
  if (id === undefined || id === "") throw new RequestError("missing", "client_id");
  if (id !== client.id) throw new RequestError("unknown_client", id);
  if (secret === undefined || !same(secret, client.secret)) throw new RequestError("wrong_secret");
}

async function issue(provider: OpenIdProvider, grant: Grant, refreshToken: string | null): Promise<Record<string, unknown>> {
  const { dialect, issuer, client } = provider;
  const accessToken = dialect.newAccessToken();
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: client.id,
    sub: grant.account.sub,
    nonce: grant.nonce,
    ...dialect.idTokenClaims(grant, issuer, client.id, accessToken, now),
    iat: now,
    exp: now + dialect.idTokenSeconds,
  };
  const idToken = await provider.keys.sign(claims, provider.faults.shift() ?? null);
  provider.accessTokens.set(accessToken, grant);
  if (refreshToken !== null) provider.refreshTokens.set(refreshToken, grant);
  return dialect.tokenAnswer({ accessToken, idToken, refreshToken }, grant);
}
