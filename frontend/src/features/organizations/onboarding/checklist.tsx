import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import type { Onboarding, OnboardingStepId } from "@/api/types";
import type { EstatePath } from "@/features/organizations/estates/last-estate";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { NameStep } from "./name-step";
import { useCompleteStep } from "./queries";

/** The onboarding steps, each with a link or form that completes it. */
export function Checklist({ onboarding, estatePath }: { onboarding: Onboarding; estatePath: EstatePath }) {
  const organization = useOrganization();
  const completeStep = useCompleteStep(estatePath.estateId);
  const isDone = (id: OnboardingStepId) => onboarding.steps.some((step) => step.id === id && step.done);
  const isLast = !onboarding.completed && onboarding.steps.filter(({ done }) => !done).length === 1;
  const content: Record<OnboardingStepId, { title: string; done: ReactNode; open: ReactNode }> = {
    confirm_name: {
      title: "Confirm the organization's name",
      done: organization.name,
      open: <NameStep organization={organization} estateId={estatePath.estateId} />,
    },
    connect_repository: {
      title: "Connect a repository",
      done: "Every push to it is built.",
      open: (
        <>
          <p>Steward builds your configuration from a repository on GitHub.</p>
          <Button asChild size="small">
            <Link to="/$organization/$estateId/repository" params={estatePath}>
              Choose a repository
            </Link>
          </Button>
        </>
      ),
    },
    first_build: {
      title: "See the first build complete",
      done: "Its configuration is what the estate runs with.",
      open: isDone("connect_repository") ? (
        <>
          <p>This is ticked by itself as soon as a build is complete.</p>
          <Button asChild size="small">
            <Link to="/$organization/$estateId/builds" params={estatePath}>
              Look at the builds
            </Link>
          </Button>
        </>
      ) : (
        <p>It starts once a repository is connected.</p>
      ),
    },
    invite_team: {
      title: "Invite your team",
      done: "You are not alone here.",
      open: (
        <>
          <p>Others see the estate and its builds, in the role that you give them. You can do that at any time.</p>
          <div className="flex flex-wrap gap-2">
            <Button asChild size="small">
              <Link to="/$organization/team" params={{ organization: estatePath.organization }} search={{}}>
                Invite people
              </Link>
            </Button>
            {isLast && (
              <Button
                variant="ghost"
                size="small"
                pending={completeStep.isPending}
                onClick={() => completeStep.mutate({ params: { path: { estateId: estatePath.estateId } }, body: { step: "dismiss" } })}
              >
                Skip
              </Button>
            )}
          </div>
        </>
      ),
    },
  };
  return (
    <ol aria-label="Steps" className="divide-y divide-line">
      {onboarding.steps.map(({ id, done }, index) => (
        <li key={id} data-step={id} className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3 p-4">
          <span
            aria-hidden
            className={classNames(
              "grid size-6 place-items-center rounded-full border text-xs font-medium",
              done ? "border-success text-success" : "border-edge text-quiet",
            )}
          >
            {done ? <Check className="size-3.5" /> : index + 1}
          </span>
          <div className="grid min-w-0 justify-items-start gap-2">
            <h2 className="font-medium">
              {content[id].title}
              {done && <span className="sr-only"> (done)</span>}
            </h2>
            {done ? <p className="max-w-full break-words text-quiet">{content[id].done}</p> : <div className="grid w-full justify-items-start gap-2 text-quiet">{content[id].open}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
