import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { authPaths, safeReturnUrl } from "./return-url";

/**
 * Sends the user to sign-in after the session has expired or was revoked, and back here afterwards. A full page load,
 * so that no data of the session stays in memory.
 */
export function redirectToSignIn(): void {
  if (authPaths.has(window.location.pathname)) return;
  const current = safeReturnUrl(window.location.pathname + window.location.search + window.location.hash);
  const search = new URLSearchParams({ ended: "true" });
  if (current !== "/") search.set("returnUrl", current);
  window.location.assign(`/login?${search}`);
}

/** Signs out and opens `to`. A session that no longer exists counts as signed out. */
export function useSignOut(to = "/login") {
  const openSignIn = () => window.location.assign(to);
  return api.useMutation("post", "/api/auth/signout", {
    meta: { handledStatuses: [401] },
    onSuccess: openSignIn,
    onError: (error) => {
      if (asApiError(error)?.status === 401) openSignIn();
    },
  });
}
