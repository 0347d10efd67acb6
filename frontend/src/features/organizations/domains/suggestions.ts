import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useRefetchSession } from "@/app/session/session";
import { toast } from "@/ui/toast";
import { domainsCopy } from "./copy";

/** Organizations that the user may join by the domain of their email address. */
export const suggestionsQuery = api.queryOptions("get", "/api/user/suggestions", {}, { staleTime: 5 * 60_000 });

/** Joins a suggested organization and opens it. */
export function useJoin() {
  const queryClient = useQueryClient();
  const refetchSession = useRefetchSession();
  const navigate = useNavigate();
  return api.useMutation("post", "/api/organizations/{organizationId}/join", {
    onSuccess: async ({ name, slug }) => {
      await Promise.all([refetchSession(), queryClient.invalidateQueries({ queryKey: suggestionsQuery.queryKey })]);
      toast.success(domainsCopy.joined(name));
      await navigate({ to: "/$organization", params: { organization: slug } });
    },
  });
}
