import { createHash, timingSafeEqual } from "node:crypto";

/** A `code_challenge` of the method S256: the base64url of a SHA-256. https://www.rfc-editor.org/rfc/rfc7636#section-4.2 */
export const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** Whether a `code_verifier` is well formed and belongs to the challenge. */
export function proves(verifier: string, challenge: string): boolean {
  return VERIFIER.test(verifier) && same(createHash("sha256").update(verifier).digest("base64url"), challenge);
}

/** Compares two secrets without telling by the time it takes where they differ. */
export function same(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(first, second);
}

/** The parameters of a query or a form by name; `repeated` are those that came more than once, which OAuth forbids. */
export function parametersOf(given: URLSearchParams): { parameters: Map<string, string>; repeated: string[] } {
  const parameters = new Map(given);
  return { parameters, repeated: [...parameters.keys()].filter((name) => given.getAll(name).length > 1) };
}

/** The address with more parameters in its query. */
export function withParameters(address: string, parameters: Record<string, string>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * What a person does on the page that chooses an account: opens it, presses a button, and is sent on. Returns the address
 * that the browser is sent to, which may be at once. Throws with the page's words when there is nothing to press.
 */
export async function pressButton(page: string, fields: Record<string, string>): Promise<string> {
  const shown = await fetch(page, { redirect: "manual" });
  const direct = shown.headers.get("location");
  if (direct !== null) return direct;
  const html = await shown.text();
  const [, action] = /<form method="post" action="([^"]+)"/.exec(html) ?? [];
  const [, request] = /name="request" value="([^"]+)"/.exec(html) ?? [];
  if (shown.status !== 200 || action === undefined || request === undefined) throw new Error(`${page} answered ${shown.status}: ${wordsOf(html)}`);
  const pressed = await fetch(new URL(action, page), { method: "POST", redirect: "manual", body: new URLSearchParams({ request, ...fields }) });
  const location = pressed.headers.get("location");
  if (location === null) throw new Error(`the button of ${page} answered ${pressed.status}: ${wordsOf(await pressed.text())}`);
  return location;
}

/** What a page says, without its tags. */
function wordsOf(html: string): string {
  const body = html.replace(/<(style|script|title)[^>]*>[\s\S]*?<\/\1>/g, "");
  return body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim();
}
