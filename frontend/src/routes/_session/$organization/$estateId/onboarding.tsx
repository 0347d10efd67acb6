import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, Link, Navigate, redirect } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { useEstate } from "@/features/organizations/estates/queries";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { Checklist } from "@/features/organizations/onboarding/checklist";
import { onboardingCopy } from "@/features/organizations/onboarding/copy";
import { onboardingQuery, formatProgress, useCompleteStep } from "@/features/organizations/onboarding/queries";
import { Button } from "@/ui/button";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { Panel } from "@/ui/panel";

/** The onboarding of an estate, for users who can do all of its steps. */
export const Route = createFileRoute("/_session/$organization/$estateId/onboarding")({
  beforeLoad: ({ context, params }) => {
    if (!hasPermission(context.organization, "organization.update")) throw redirect({ to: "/$organization/$estateId", params, replace: true });
  },
  loader: ({ context, params }) => context.queryClient.ensureQueryData(onboardingQuery(params.estateId)),
  component: OnboardingPage,
});

function OnboardingPage() {
  const params = Route.useParams();
  const navigate = Route.useNavigate();
  const estate = useEstate(params.estateId);
  const { data: onboarding } = useSuspenseQuery(onboardingQuery(params.estateId));
  const completeStep = useCompleteStep(params.estateId);
  const organization = useOrganization();
  usePageTitle(onboardingCopy.title, estate.name);
  const dismiss = () =>
    completeStep.mutate(
      { params: { path: { estateId: params.estateId } }, body: { step: "dismiss" } },
      { onSuccess: () => void navigate({ to: "/$organization/$estateId", params: params }) },
    );
  const { completed, dismissed } = onboarding;
  if (!hasPermission(organization, "organization.update")) return <Navigate to="/$organization/$estateId" params={params} replace />;
  return (
    <div className="grid max-w-2xl grid-cols-1 gap-6">
      <PageHeader
        title={onboardingCopy.title}
        above={estate.name}
        below={
          <p role="status">
            {completed && !dismissed ? onboardingCopy.page.completed : onboardingCopy.page.progress(formatProgress(onboarding))}
            {!completed && ` ${onboardingCopy.page.comeBack}`}
          </p>
        }
        actions={
          <Button asChild variant={completed ? "primary" : "outline"}>
            <Link to="/$organization/$estateId" params={params}>
              {onboardingCopy.page.dashboard}
            </Link>
          </Button>
        }
      />
      <Panel>
        <Checklist onboarding={onboarding} estatePath={params} />
      </Panel>
      {!completed && (
        <Button variant="ghost" size="small" className="justify-self-start text-quiet" pending={completeStep.isPending} onClick={dismiss}>
          {onboardingCopy.page.dismiss}
        </Button>
      )}
    </div>
  );
}
