import type { Account } from "./accounts.ts";
import type { Claims } from "./keys.ts";

/** Why a request is refused; each provider has its own words for it. */
export type Reason =
  | "unknown_client"
  | "wrong_secret"
  | "redirect_mismatch"
  | "missing"
  | "repeated"
  | "unknown_parameter"
  | "bad_response_type"
  | "bad_scope"
  | "bad_value"
  | "bad_method"
  | "bad_content_type"
  | "bad_grant_type"
  | "bad_code"
  | "used_code"
  | "missing_verifier"
  | "wrong_verifier"
  | "bad_refresh_token";

/** A refusal: its reason, and the parameter or value that it is about. */
export class RequestError extends Error {
  readonly reason: Reason;
  readonly subject: string;

  constructor(reason: Reason, subject = "") {
    super(`${reason}${subject === "" ? "" : `: ${subject}`}`);
    this.reason = reason;
    this.subject = subject;
  }
}

export interface Refusal {
  status: number;
  /** The provider's code of the error. */
  code: string;
  description: string;
}

export interface JsonAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** What was granted, and is looked up by the code and by the tokens that come of it. */
export interface Grant {
  account: Account;
  scopes: string[];
  redirectUri: string;
  nonce: string;
  challenge: string;
  /** Whether a refresh token was asked for. */
  offline: boolean;
}

export interface Tokens {
  accessToken: string;
  idToken: string;
  refreshToken: string | null;
}

/** What differs between providers: addresses, words, and the shape of tokens and answers. */
/** A request to the endpoint that revokes tokens. */
export interface RevocationRequest {
  method: string;
  contentType: string;
  authorization: string | undefined;
  query: URLSearchParams;
  body: string;
}

export interface Dialect {
  name: string;
  paths: { authorize: string; token: string; keys: string; userinfo: string; revoke: string };
  scopes: string[];
  /** What the authorization endpoint takes beyond the parameters of every code flow, and which values, where they are few. */
  authorizeExtras: Record<string, string[] | null>;
  scopeSeparator: RegExp;
  idTokenSeconds: number;
  newSubject(): string;
  newCode(): string;
  newAccessToken(): string;
  /** Parameters beside `code` and `state` on the way back. */
  redirectExtras(grant: Grant, issuer: string): Record<string, string>;
  /** The id_token's claims about the person and the client, beyond `iss`, `aud`, `sub`, `nonce`, `iat` and `exp`. */
  idTokenClaims(grant: Grant, issuer: string, clientId: string, accessToken: string, now: number): Claims;
  /** What userinfo answers for the person. */
  userinfo(grant: Grant, issuer: string): Claims;
  /** The page on which an authorization request ends that is wrong. */
  authorizeRefusal(error: RequestError): Refusal;
  tokenRefusal(error: RequestError): JsonAnswer;
  tokenAnswer(tokens: Tokens, grant: Grant): Record<string, unknown>;
  userinfoRefusal(given: boolean): JsonAnswer;
  /** The token that a request to revoke names, and why it is refused. */
  tokenToRevoke(request: RevocationRequest): { token: string } | { errorMessage: string; answer: JsonAnswer };
  /** What revoking answers, for a token that was known or not. */
  revoked(known: boolean): JsonAnswer;
  /** What the discovery document says beyond the addresses. */
  metadata: Record<string, unknown>;
  /** The keys' Cache-Control. */
  keysCache: string;
}

/** The person's claims that the granted scopes open. */
export function personalClaims({ account, scopes }: Grant, issuer: string): Claims {
  const [given = "", ...rest] = account.name.split(" ");
  return {
    ...(scopes.includes("email") ? { email: account.email, email_verified: account.emailVerified } : {}),
    ...(scopes.includes("profile") ? { name: account.name, picture: pictureOf(account, issuer), given_name: given, family_name: rest.join(" ") } : {}),
  };
}

export function pictureOf(account: Account, issuer: string): string {
  return account.picture ?? `${issuer}/avatars/${account.sub}`;
}
