import type { SignUp } from "@/api/types";

/** A code that was sent and not entered yet. Kept in sessionStorage: for this tab, across reloads. */
export type PendingCode = {
  purpose: "sign-up" | "sign-in";
  email: string;
  /** Unix milliseconds. */
  sentAt: number;
  /** RFC 3339. */
  expiresAt: string;
  returnUrl?: string;
};

const storageKey = "steward.pending-code";

let inMemory: PendingCode | null = null;
// Contains a password, so it stays in memory: after a reload the user fills in the form again.
let signUpRequest: SignUp | null = null;

/** Saves the pending code and, for a sign-up, the request to resend it with. */
export function savePendingCode(code: PendingCode, request: SignUp | null = null): void {
  inMemory = code;
  signUpRequest = request;
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(code));
  } catch {
    // Without storage it lasts until the page is closed.
  }
}

/** The pending code of this tab. */
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

/** The sign-up request of the pending code; null after a reload. */
export function readPendingSignUp(): SignUp | null {
  return signUpRequest;
}

/** Forgets the pending code. */
export function clearPendingCode(): void {
  inMemory = null;
  signUpRequest = null;
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Without storage nothing was saved.
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
