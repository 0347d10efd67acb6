import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { authPaths, safeReturnUrl } from "./return-url";

let isLeaving = false;

/**
 * Options of a mutation that ends the session and then opens `target`, or `ended` when the session had ended before. The
 * socket, which is closed with the session, leads nowhere meanwhile.
 */
export function leaveSession(target: string, ended = target) {
  return {
    meta: { handledStatuses: [401] },
    onMutate: () => void (isLeaving = true),
    // A full page load, so that no data of the session stays in memory.
    onSuccess: () => window.location.assign(target),
    onError: (error: unknown) => {
      if (asApiError(error)?.status === 401) return window.location.assign(ended);
      isLeaving = false;
    },
  };
}

/**
 * Sends the user to sign-in after the session has expired or was revoked, and back here afterwards. A full page load,
 * so that no data of the session stays in memory.
 */
export function redirectToSignIn(): void {
  if (isLeaving || authPaths.has(window.location.pathname)) return;
  const current = safeReturnUrl(window.location.pathname + window.location.search + window.location.hash);
  const search = new URLSearchParams({ ended: "true" });
  if (current !== "/") search.set("returnUrl", current);
  window.location.assign(`/login?${search}`);
}

/** Signs out and opens `to`. */
export function useSignOut(to = "/login") {
  return api.useMutation("post", "/api/auth/signout", leaveSession(to));
}
