import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Onboarding } from "@/api/types";

export function onboardingQuery(estateId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}/onboarding", { params: { path: { estateId } } });
}

/** Confirms the organization's name, or ends the onboarding; `form`: every refusal stands in the form. */
export function useCompleteStep(estateId: string, form = false) {
  const queryClient = useQueryClient();
  return api.useMutation("post", "/api/estates/{estateId}/onboarding", {
    meta: { form },
    onSuccess: (onboarding) => queryClient.setQueryData(onboardingQuery(estateId).queryKey, onboarding),
  });
}

/** How many of the steps are done, in words: "2 of 4". */
export function formatProgress({ steps }: Onboarding): string {
  return `${steps.filter(({ done }) => done).length} of ${steps.length}`;
}
