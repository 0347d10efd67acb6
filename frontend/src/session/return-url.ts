/**
 * Where to go after signing in: a path of this very origin, or "/".
 * Anything that a browser could read as another host (`//host`, `/\host`, `/.//host`, a scheme) is refused,
 * and so are the two pages that would only lead back here.
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
  if (url.pathname === "/login" || url.pathname === "/signup") return "/";
  return url.pathname + url.search + url.hash;
}
