import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { useRefetchSession, useSession } from "@/app/session/session";
import { showErrorToast } from "@/ui/error-toast";
import { toast } from "@/ui/toast";
import { domainsCopy } from "./copy";

/** Organizations that the user may join by the domain of their email address. */
export const suggestionsQuery = api.queryOptions("get", "/api/user/suggestions", {}, { staleTime: 5 * 60_000 });

/** Joins a suggested organization and opens it. */
export function useJoin() {
  const queryClient = useQueryClient();
  const refetchSession = useRefetchSession();
  const navigate = useNavigate();
  const { user } = useSession();
  const sendLink = api.useMutation("post", "/api/auth/signin/link", { onSuccess: ({ email }) => toast.info(domainsCopy.prove(email)) });
  return api.useMutation("post", "/api/organizations/{organizationId}/join", {
    onSuccess: async ({ name, slug }) => {
      await Promise.all([refetchSession(), queryClient.invalidateQueries({ queryKey: suggestionsQuery.queryKey })]);
      toast.success(domainsCopy.joined(name));
      await navigate({ to: "/$organization", params: { organization: slug } });
    },
    meta: { handledStatuses: [409] },
    onError: (error) => {
      // a code has verified the address, but only a link from the mailbox lets its owner join
      if (asApiError(error)?.error.code === "EMAIL_NOT_PROVEN") sendLink.mutate({ body: { email: user.email, returnUrl: "/new-organization" } });
      else if (asApiError(error)?.status === 409) showErrorToast(error);
    },
  });
}
