import { useNavigate } from "@tanstack/react-router";
import type { Me, SecondFactorRequired } from "@/api/types";
import { useCompleteSignIn } from "./use-complete-sign-in";

/** Completes a first factor: opens the return URL, or the page that asks for the second factor. */
export function useCompleteFirstFactor(): (outcome: Me | SecondFactorRequired, returnUrl: string | null | undefined) => void {
  const completeSignIn = useCompleteSignIn();
  const navigate = useNavigate();
  return (outcome, returnUrl) => {
    if ("user" in outcome) return completeSignIn(outcome, returnUrl);
    void navigate({ to: "/second-factor", search: returnUrl ? { returnUrl } : {} });
  };
}
