/** The pages by which one gets in: nobody wants to return to one. */
export const authPaths: ReadonlySet<string> = new Set(["/login", "/signup", "/verify", "/reset"]);

/**
 * Where to go after signing in: a path of this very origin, or "/".
 * Anything that a browser could read as another host (`//host`, `/\host`, `/.//host`, a scheme) is refused,
 * and so are the pages that would only lead back here.
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
