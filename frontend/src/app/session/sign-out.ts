import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { authPaths, safeReturnUrl } from "./return-url";

/**
 * The session has ended without the user's doing: ask to sign in, then come back here. A whole new page, so that
 * nothing of the session stays in memory.
 */
export function redirectToSignIn(): void {
  if (authPaths.has(window.location.pathname)) return;
  const current = safeReturnUrl(window.location.pathname + window.location.search + window.location.hash);
  const search = new URLSearchParams({ ended: "true" });
  if (current !== "/") search.set("returnUrl", current);
  window.location.assign(`/login?${search}`);
}

/** Signs out by the user's wish, and goes to `to`. A session that is gone already counts as signed out. */
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
