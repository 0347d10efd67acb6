/** A sent email with a link or code: `expiresAt` is RFC 3339, `sentAt` Unix milliseconds. */
export type SentEmail = { email: string; expiresAt: string; sentAt: number };

/** Adds the current time to the API's response. */
export function toSentEmail({ email, expiresAt }: { email: string; expiresAt: string }): SentEmail {
  return { email, expiresAt, sentAt: Date.now() };
}
