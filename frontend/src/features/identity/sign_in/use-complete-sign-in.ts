import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { Me } from "@/api/types";
import { safeReturnUrl } from "@/app/session/return-url";
import { sessionQuery } from "@/app/session/session";

/** What happens once somebody has signed in: nothing of anybody else stays, and they get to where they wanted to go. */
export function useCompleteSignIn(): (me: Me, returnUrl: string | null | undefined) => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return (me, returnUrl) => {
    // Who is signed in is replaced, not removed: what stands above every page goes on looking at it.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[1] !== sessionQuery.queryKey[1] });
    queryClient.setQueryData(sessionQuery.queryKey, me);
    router.history.push(safeReturnUrl(returnUrl));
  };
}
