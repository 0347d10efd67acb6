import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { Me } from "@/api/types";
import { safeReturnUrl } from "@/app/session/return-url";
import { sessionQuery } from "@/app/session/session";

/** Completes a sign-in: clears the data of the previous session, stores the new one and opens the return URL. */
export function useCompleteSignIn(): (me: Me, returnUrl: string | null | undefined) => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return (me, returnUrl) => {
    // The session is replaced and not removed, as the impersonation banner observes it.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[1] !== sessionQuery.queryKey[1] });
    queryClient.setQueryData(sessionQuery.queryKey, me);
    router.history.push(safeReturnUrl(returnUrl));
  };
}
