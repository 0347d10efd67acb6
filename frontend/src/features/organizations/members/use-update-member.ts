import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { membersPath } from "./paths";

/** Updates a member's role or estates; `form` when a form shows the errors. */
export function useUpdateMember(form = false) {
  const queryClient = useQueryClient();
  return api.useMutation("patch", `${membersPath}/{userId}`, {
    meta: { form },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", membersPath] }),
  });
}
