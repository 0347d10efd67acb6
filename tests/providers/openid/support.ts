import { createHash, randomBytes } from "node:crypto";

/** The client of the simulators' own tests. */
export const CLIENT = { clientId: "test-client", clientSecret: "test secret: with % and +" };
export const CALLBACK = "http://127.0.0.1:9/api/auth/oauth/provider/callback";

/** The accounts of the simulators' own tests. */
export const OWNER = { email: "owner@acme.example", name: "Demo Owner" };
export const GUEST = { email: "guest@acme.example", name: "Demo Guest", emailVerified: false };

/** An authorization request as the product makes it; a null takes a parameter away. */
export function authorization(authorizeUrl: string, change: Record<string, string | null> = {}) {
  const verifier = randomBytes(32).toString("base64url");
  const parameters: Record<string, string | null> = {
    client_id: CLIENT.clientId,
    redirect_uri: CALLBACK,
    response_type: "code",
    scope: "openid email profile",
    state: randomBytes(16).toString("base64url"),
    nonce: randomBytes(16).toString("base64url"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...change,
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null);
  return { url: `${authorizeUrl}?${new URLSearchParams(given).toString()}`, verifier, state: parameters["state"] ?? "", nonce: parameters["nonce"] ?? "" };
}

/** The token request for a code; a null takes a parameter away. */
export async function exchange(tokenUrl: string, code: string, verifier: string, change: Record<string, string | null> = {}, headers: Record<string, string> = {}) {
  const parameters: Record<string, string | null> = {
    grant_type: "authorization_code",
    code,
    redirect_uri: CALLBACK,
    code_verifier: verifier,
    client_id: CLIENT.clientId,
    client_secret: CLIENT.clientSecret,
    ...change,
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null);
  const response = await fetch(tokenUrl, { method: "POST", headers, body: new URLSearchParams(given) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Goes through the page and returns the code. */
export function codeOf(location: string): string {
  return new URL(location).searchParams.get("code") ?? "";
}
