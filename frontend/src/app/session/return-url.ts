/** The pages for signed-out users: never a target to return to. */
export const authPaths: ReadonlySet<string> = new Set(["/login", "/signup", "/verify", "/reset"]);

/**
 * The path to open after sign-in: a path of this origin, or "/".
 * Rejects everything that a browser could resolve to another host (`//host`, `/\host`, `/.//host`, a scheme), and the
 * pages that would redirect back here.
 */
export function safeReturnUrl(value: unknown, origin: string = window.location.origin): string {
  if (typeof value !== "string" || !value.startsWith("/")) return "/";
  let url: URL;
  try {
    url = new URL(value, origin);
  } catch {
    return "/";
  }
  if (url.origin !== origin || url.pathname.startsWith("//")) return "/";
  if (authPaths.has(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}
