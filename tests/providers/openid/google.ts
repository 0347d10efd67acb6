import { randomBytes, randomInt } from "node:crypto";
import { RequestError, personalClaims, type Dialect, type Grant, type Refusal } from "./dialect.ts";
import { accessTokenHash } from "./keys.ts";

const LIFE_SECONDS = 3600;
const SCOPE_NAMES: Record<string, string> = {
  email: "https://www.googleapis.com/auth/userinfo.email",
  profile: "https://www.googleapis.com/auth/userinfo.profile",
};

/** Google's own clients read the returned scope, which lists `email` and `profile` under a second name too. */
function grantedScope({ scopes }: Grant): string {
  return scopes.flatMap((scope) => [scope, ...(SCOPE_NAMES[scope] === undefined ? [] : [SCOPE_NAMES[scope]])]).join(" ");
}

/** Accounts of an organization carry its domain; those of Gmail do not. */
function hostedDomain({ account }: Grant): Record<string, string> {
  const domain = account.email.split("@")[1] ?? "";
  return domain === "gmail.com" ? {} : { hd: domain };
}

function refusal({ reason, subject }: RequestError): Refusal {
  const invalid = (description: string, code = "invalid_request", status = 400) => ({ status, code, description });
  switch (reason) {
    case "unknown_client":
      return invalid("The OAuth client was not found.", "invalid_client", 401);
    case "wrong_secret":
      return invalid("Unauthorized", "invalid_client", 401);
    case "redirect_mismatch":
      return invalid("Bad Request", "redirect_uri_mismatch");
    case "missing":
      return invalid(`Missing required parameter: ${subject}`);
    case "repeated":
      return invalid(`OAuth 2 parameters can only have a single value: ${subject}`);
    case "unknown_parameter":
      return invalid(`Parameter not allowed for this message type: ${subject}`);
    case "bad_response_type":
      return invalid(`Invalid response_type: ${subject}`, "unsupported_response_type");
    case "bad_scope":
      return invalid(`Some requested scopes were invalid. {invalid=[${subject}]}`, "invalid_scope");
    case "bad_value":
      return invalid(`Invalid parameter value for ${subject}`);
    case "bad_method":
      return invalid("Not Found", "not_found", 404);
    case "bad_content_type":
      return invalid("The request body is no form.");
    case "bad_grant_type":
      return invalid(`Invalid grant_type: ${subject}`, "unsupported_grant_type");
    case "bad_code":
      return invalid("Malformed auth code.", "invalid_grant");
    case "used_code":
      return invalid("Bad Request", "invalid_grant");
    case "missing_verifier":
      return invalid("Missing code verifier.", "invalid_grant");
    case "wrong_verifier":
      return invalid("Invalid code verifier.", "invalid_grant");
    case "bad_refresh_token":
      return invalid("Bad Request", "invalid_grant");
  }
}

/** https://developers.google.com/identity/openid-connect/openid-connect */
export const google: Dialect = {
  name: "Google",
  paths: { authorize: "/o/oauth2/v2/auth", token: "/token", keys: "/oauth2/v3/certs", userinfo: "/v1/userinfo", revoke: "/revoke" },
  scopes: ["openid", "email", "profile"],
  authorizeExtras: {
    prompt: ["none", "consent", "select_account"],
    access_type: ["online", "offline"],
    include_granted_scopes: ["true", "false"],
    display: ["page", "popup", "touch", "wap"],
    login_hint: null,
    hd: null,
    hl: null,
  },
  scopeSeparator: / /,
  idTokenSeconds: LIFE_SECONDS,
  newSubject: () => `1${Array.from({ length: 20 }, () => randomInt(10)).join("")}`,
  newCode: () => `4/0${randomBytes(40).toString("base64url")}`,
  newAccessToken: () => `ya29.${randomBytes(80).toString("base64url")}`,
  redirectExtras: (grant, issuer) => ({ iss: issuer, scope: grantedScope(grant), authuser: "0", prompt: "consent", ...hostedDomain(grant) }),
  idTokenClaims: (grant, issuer, clientId, accessToken) => ({
    azp: clientId,
    ...hostedDomain(grant),
    ...personalClaims(grant, issuer),
    at_hash: accessTokenHash(accessToken),
  }),
  userinfo: (grant, issuer) => ({ sub: grant.account.sub, ...personalClaims(grant, issuer), ...hostedDomain(grant) }),
  authorizeRefusal: refusal,
  tokenRefusal: (error) => {
    const { status, code, description } = refusal(error);
    return { status, body: { error: code, error_description: description } };
  },
  tokenAnswer: ({ accessToken, idToken, refreshToken }, grant) => ({
    access_token: accessToken,
    expires_in: LIFE_SECONDS - 1,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    scope: grantedScope(grant),
    token_type: "Bearer",
    id_token: idToken,
  }),
  userinfoRefusal: () => ({ status: 401, body: { error: "invalid_request", error_description: "Invalid Credentials" } }),
  // https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke
  tokenToRevoke: ({ method, contentType, authorization, query, body }) => {
    const refused = (errorMessage: string, status = 400) => ({ errorMessage, answer: { status, body: { error: "invalid_request", error_description: "Bad Request" } } });
    if (method !== "POST") return refused("the method is not POST", 405);
    if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/.test(contentType)) return refused("the body is no form");
    if (authorization !== undefined) return refused("the token itself authorizes the request");
    if ([...query.keys()].length > 0) return refused("secrets do not belong in an address");
    const given = [...new URLSearchParams(body)];
    if (given.length !== 1 || given[0]?.[0] !== "token" || given[0][1] === "") return refused("the form has other fields than one token");
    return { token: given[0][1] };
  },
  revoked: (known) => (known ? { status: 200, body: {} } : { status: 400, body: { error: "invalid_token", error_description: "Token expired or revoked" } }),
  metadata: {
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "email", "profile"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    code_challenge_methods_supported: ["S256"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    authorization_response_iss_parameter_supported: true,
  },
  keysCache: "public, max-age=19845, must-revalidate, no-transform",
};
