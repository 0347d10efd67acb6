import type { SignUp } from "@/api/types";

/** A code that is on its way to somebody, kept while they look into their mail: in this tab only, over reloads. */
export type PendingCode = {
  purpose: "sign-up" | "sign-in";
  email: string;
  /** Milliseconds since 1970. */
  sentAt: number;
  /** RFC 3339. */
  expiresAt: string;
  returnUrl?: string;
};

const storageKey = "steward.pending-code";

let inMemory: PendingCode | null = null;
// Holds a password, so it is kept nowhere but here: after a reload the form has to be filled in again.
let signUpRequest: SignUp | null = null;

/** Keeps what is awaited, and for a sign-up what was sent. */
export function savePendingCode(code: PendingCode, request: SignUp | null = null): void {
  inMemory = code;
  signUpRequest = request;
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(code));
  } catch {
    // Without storage it lasts as long as the page.
  }
}

/** What is awaited in this tab. */
export function readPendingCode(): PendingCode | null {
  if (inMemory) return inMemory;
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? "null");
    inMemory = isPendingCode(value) ? value : null;
  } catch {
    inMemory = null;
  }
  return inMemory;
}

/** The sign-up that the awaited code belongs to, unless the page was loaded anew since. */
export function readPendingSignUp(): SignUp | null {
  return signUpRequest;
}

/** The code has come, or is not wanted any more. */
export function clearPendingCode(): void {
  inMemory = null;
  signUpRequest = null;
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Then nothing was kept either.
  }
}

function isPendingCode(value: unknown): value is PendingCode {
  if (typeof value !== "object" || value === null) return false;
  const { purpose, email, sentAt, expiresAt, returnUrl } = value as Record<string, unknown>;
  return (
    (purpose === "sign-up" || purpose === "sign-in") &&
    typeof email === "string" &&
    typeof sentAt === "number" &&
    typeof expiresAt === "string" &&
    (returnUrl === undefined || typeof returnUrl === "string")
  );
}
