import { api } from "@/api/client";
import { leaveSession } from "@/app/session/sign-out";

/** The other accounts that are signed in in this browser. */
export const parkedSessionsQuery = api.queryOptions("get", "/api/auth/sessions");

/** Switches to another account and opens `target`. */
export function useActivateSession(target = "/") {
  return api.useMutation("post", "/api/auth/sessions/activate", leaveSession(target));
}
