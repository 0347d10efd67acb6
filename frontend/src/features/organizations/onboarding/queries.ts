import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Onboarding } from "@/api/types";
import { onboardingCopy } from "./copy";

export function onboardingQuery(estateId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}/onboarding", { params: { path: { estateId } } });
}

/** Completes an onboarding step or dismisses the onboarding; `form` when a form shows the errors. */
export function useCompleteStep(estateId: string, form = false) {
  const queryClient = useQueryClient();
  return api.useMutation("post", "/api/estates/{estateId}/onboarding", {
    meta: { form },
    onSuccess: (onboarding) => queryClient.setQueryData(onboardingQuery(estateId).queryKey, onboarding),
  });
}

/** The number of completed steps: "2 of 4". */
export function formatProgress({ steps }: Onboarding): string {
  return onboardingCopy.progress(steps.filter(({ done }) => done).length, steps.length);
}
