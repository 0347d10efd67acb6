import { useQueryClient } from "@tanstack/react-query";
import { meQuery } from "./session";

/** Asks anew who is signed in, with organizations and roles. */
export function useRenewMe(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.refetchQueries({ queryKey: meQuery.queryKey });
}
