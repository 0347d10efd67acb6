import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListChecks, X } from "lucide-react";
import type { Estate } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import type { EstatePath } from "@/features/organizations/estates/last-estate";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { Button } from "@/ui/button";
import { onboardingCopy } from "./copy";
import { onboardingQuery, formatProgress, useCompleteStep } from "./queries";

/** Links to an onboarding that is neither completed nor dismissed, for users who can do all of its steps. */
export function GettingStartedCard({ estate, estatePath }: { estate: Estate; estatePath: EstatePath }) {
  const organization = useOrganization();
  const { data: onboarding } = useQuery({ ...onboardingQuery(estate.id), enabled: hasPermission(organization, "organization.update") });
  const completeStep = useCompleteStep(estate.id);
  if (!onboarding || onboarding.completed) return null;
  return (
    <section aria-label={onboardingCopy.title} className="flex items-center gap-x-3 rounded-lg border border-line bg-surface py-1.5 pr-1.5 pl-4">
      <ListChecks aria-hidden className="size-4 shrink-0 text-live" />
      <p className="min-w-0 flex-1 font-medium">{onboardingCopy.card.progress(formatProgress(onboarding))}</p>
      <Button asChild size="small">
        <Link to="/$organization/$estateId/onboarding" params={estatePath}>
          {onboardingCopy.card.continue}
        </Link>
      </Button>
      <Button
        variant="ghost"
        size="smallIcon"
        aria-label={onboardingCopy.card.dismiss}
        pending={completeStep.isPending}
        onClick={() => completeStep.mutate({ params: { path: { estateId: estate.id } }, body: { step: "dismiss" } })}
      >
        {!completeStep.isPending && <X aria-hidden />}
      </Button>
    </section>
  );
}
