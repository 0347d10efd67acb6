import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { membersPath } from "./paths";

/** Changes somebody's role or estates; `form` when its refusals stand in a form. */
export function useUpdateMember(form = false) {
  const queryClient = useQueryClient();
  return api.useMutation("patch", `${membersPath}/{userId}`, {
    meta: { form },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", membersPath] }),
  });
}
