import { randomBytes, randomInt } from "node:crypto";
import { RequestError, personalClaims, pictureOf, type Dialect, type Grant, type Refusal } from "./dialect.ts";
import { accessTokenHash, type Claims } from "./keys.ts";

/** The workspace that every account is in. */
const TEAM = { id: "T0STEWARD1", name: "Acme Demo", domain: "acme-demo" };
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

function slackClaims(grant: Grant, issuer: string): Claims {
  const { account } = grant;
  return {
    "https://slack.com/user_id": account.sub,
    "https://slack.com/team_id": TEAM.id,
    ...personalClaims(grant, issuer),
    ...(grant.scopes.includes("email") && account.emailVerified ? { date_email_verified: 1_700_000_000 } : {}),
    ...(grant.scopes.includes("profile") ? { locale: "en-US" } : {}),
    "https://slack.com/team_name": TEAM.name,
    "https://slack.com/team_domain": TEAM.domain,
    ...(grant.scopes.includes("profile") ? { "https://slack.com/user_image_192": pictureOf(account, issuer) } : {}),
  };
}

/** The code of `openid.connect.token`'s errors. https://docs.slack.dev/reference/methods/openid.connect.token */
function errorCode({ reason }: RequestError): string {
  switch (reason) {
    case "unknown_client":
      return "invalid_client_id";
    case "wrong_secret":
      return "bad_client_secret";
    case "redirect_mismatch":
      return "bad_redirect_uri";
    case "bad_grant_type":
      return "invalid_grant_type";
    case "used_code":
      return "code_already_used";
    case "bad_code":
    case "missing_verifier":
    case "wrong_verifier":
      return "invalid_code";
    case "bad_refresh_token":
      return "invalid_refresh_token";
    case "bad_method":
    case "bad_content_type":
      return "invalid_post_type";
    default:
      return "invalid_arguments";
  }
}

/** What the page says, on which a wrong authorization request ends. */
function pageRefusal(error: RequestError): Refusal {
  const { reason, subject } = error;
  const said: Partial<Record<typeof reason, string>> = {
    unknown_client: "Invalid client_id parameter",
    redirect_mismatch: `redirect_uri did not match any configured URIs. Passed URI: ${subject}`,
    missing: `Missing parameter: ${subject}`,
    bad_scope: "Invalid permissions requested",
    bad_response_type: "response_type must be code",
  };
  return { status: 400, code: errorCode(error), description: said[reason] ?? `Invalid parameter: ${subject}` };
}

/** https://docs.slack.dev/authentication/sign-in-with-slack/ */
export const slack: Dialect = {
  name: "Slack",
  paths: { authorize: "/openid/connect/authorize", token: "/api/openid.connect.token", keys: "/openid/connect/keys", userinfo: "/api/openid.connect.userInfo", revoke: "/api/auth.revoke" },
  scopes: ["openid", "email", "profile"],
  authorizeExtras: { team: null },
  scopeSeparator: /[ ,]/,
  idTokenSeconds: 300,
  newSubject: () => `U0${Array.from({ length: 9 }, () => LETTERS[randomInt(LETTERS.length)]).join("")}`,
  newCode: () => `${randomInt(1e9, 1e10)}.${randomInt(1e9, 1e10)}.${randomBytes(32).toString("hex")}`,
  newAccessToken: () => `xoxp-${randomInt(1e9, 1e10)}-${randomBytes(24).toString("hex")}`,
  redirectExtras: () => ({}),
  idTokenClaims: (grant, issuer, _clientId, accessToken, now) => ({
    auth_time: now,
    at_hash: accessTokenHash(accessToken),
    ...slackClaims(grant, issuer),
  }),
  userinfo: (grant, issuer) => ({ ok: true, sub: grant.account.sub, ...slackClaims(grant, issuer) }),
  authorizeRefusal: pageRefusal,
  tokenRefusal: (error) => ({ status: 200, body: { ok: false, error: errorCode(error) } }),
  // Slack gives a refresh token only to apps that have token rotation turned on.
  tokenAnswer: ({ accessToken, idToken }) => ({ ok: true, access_token: accessToken, token_type: "Bearer", id_token: idToken }),
  userinfoRefusal: (given) => ({ status: 200, body: { ok: false, error: given ? "invalid_auth" : "not_authed" } }),
  // https://docs.slack.dev/reference/methods/auth.revoke
  tokenToRevoke: ({ method, contentType, authorization, query, body }) => {
    const refused = (errorMessage: string, error: string) => ({ errorMessage, answer: { status: 200, body: { ok: false, error } } });
    if (method !== "POST") return refused("the method is not POST", "invalid_post_type");
    if (body !== "" && !/^application\/(?:x-www-form-urlencoded|json)\s*(?:;|$)/.test(contentType)) return refused("the body is no form", "invalid_post_type");
    if ([...query.keys(), ...new URLSearchParams(body).keys()].length > 0) return refused("there are arguments", "invalid_arguments");
    const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
    return token === undefined ? refused("there is no token", "not_authed") : { token };
  },
  revoked: (known) => ({ status: 200, body: known ? { ok: true, revoked: true } : { ok: false, error: "invalid_auth" } }),
  metadata: {
    scopes_supported: ["openid", "profile", "email"],
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    claims_supported: ["sub", "auth_time", "iss"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
  },
  keysCache: "public, max-age=3600",
};
