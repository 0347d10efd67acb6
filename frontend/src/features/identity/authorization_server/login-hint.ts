const MAX_LENGTH = 254;

/** The address that an app's authorization request proposes (OpenID Connect Core, 3.1.2.1), from the page to open after signing in. */
export function loginHintOf(returnUrl: string | undefined): string {
  if (!returnUrl?.startsWith("/authorize?")) return "";
  const request = new URLSearchParams(returnUrl.slice(returnUrl.indexOf("?"))).get("request") ?? "";
  try {
    const hint = new URLSearchParams(atob(request.replaceAll("-", "+").replaceAll("_", "/"))).get("login_hint") ?? "";
    return hint.length <= MAX_LENGTH && /^[^\s@]+@[^\s@]+$/.test(hint) ? hint : "";
  } catch {
    return "";
  }
}
