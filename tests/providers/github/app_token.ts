import { createVerify } from "node:crypto";
import type { App } from "./payloads/installation.ts";

const LONGEST_LIFE_SECONDS = 600;

/**
 * Checks the JSON Web Token with which an App authenticates as itself, and returns null or GitHub's error message.
 * Rules: RS256 by the App's key, `iss` its id or client id, `iat` not in the future, `exp` at most ten minutes ahead.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function appTokenError(token: string, app: App, now = Date.now()): string | null {
  const undecodable = "A JSON web token could not be decoded";
  const parts = token.split(".");
  const [header, claims, signature] = parts;
  if (parts.length !== 3 || header === undefined || claims === undefined || signature === undefined) return undecodable;
  const fields = decode(header);
  const payload = decode(claims);
  if (fields === null || payload === null || fields["alg"] !== "RS256") return undecodable;
  const verifier = createVerify("RSA-SHA256").update(`${header}.${claims}`);
  if (!verifier.verify(app.publicKey, Buffer.from(signature, "base64url"))) return undecodable;

  const { iss, iat, exp } = payload;
  if (String(iss) !== String(app.id) && iss !== app.clientId) return "Integration not found";
  if (typeof iat !== "number" || !Number.isInteger(iat) || iat > now / 1000) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  if (typeof exp !== "number" || !Number.isInteger(exp) || exp <= now / 1000) {
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  }
  if (exp > now / 1000 + LONGEST_LIFE_SECONDS) return "'Expiration time' claim ('exp') is too far in the future";
  return null;
}

/** One part of a token as an object, or null when it is none. */
function decode(part: string): Record<string, unknown> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
