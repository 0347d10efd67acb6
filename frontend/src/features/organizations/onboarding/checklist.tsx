import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import type { Onboarding, OnboardingStepId } from "@/api/types";
import type { EstatePath } from "@/features/organizations/estates/last-estate";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { onboardingCopy } from "./copy";
import { NameStep } from "./name-step";
import { useCompleteStep } from "./queries";

const copy = onboardingCopy.steps;

/** The onboarding steps, each with a link or form that completes it. */
export function Checklist({ onboarding, estatePath }: { onboarding: Onboarding; estatePath: EstatePath }) {
  const organization = useOrganization();
  const completeStep = useCompleteStep(estatePath.estateId);
  const isDone = (id: OnboardingStepId) => onboarding.steps.some((step) => step.id === id && step.done);
  const isLast = !onboarding.completed && onboarding.steps.filter(({ done }) => !done).length === 1;
  const content: Record<OnboardingStepId, { title: string; done: ReactNode; open: ReactNode }> = {
    confirm_name: {
      title: copy.confirmName.title,
      done: organization.name,
      open: <NameStep organization={organization} estateId={estatePath.estateId} />,
    },
    connect_repository: {
      title: copy.connectRepository.title,
      done: copy.connectRepository.done,
      open: (
        <>
          <p>{copy.connectRepository.text}</p>
          <Button asChild size="small">
            <Link to="/$organization/$estateId/repository" params={estatePath}>
              {copy.connectRepository.link}
            </Link>
          </Button>
        </>
      ),
    },
    first_build: {
      title: copy.firstBuild.title,
      done: copy.firstBuild.done,
      open: isDone("connect_repository") ? (
        <>
          <p>{copy.firstBuild.text}</p>
          <Button asChild size="small">
            <Link to="/$organization/$estateId/builds" params={estatePath}>
              {copy.firstBuild.link}
            </Link>
          </Button>
        </>
      ) : (
        <p>{copy.firstBuild.notConnected}</p>
      ),
    },
    invite_team: {
      title: copy.inviteTeam.title,
      done: copy.inviteTeam.done,
      open: (
        <>
          <p>{copy.inviteTeam.text}</p>
          <div className="flex flex-wrap gap-2">
            <Button asChild size="small">
              <Link to="/$organization/team" params={{ organization: estatePath.organization }} search={{}}>
                {copy.inviteTeam.link}
              </Link>
            </Button>
            {isLast && (
              <Button
                variant="ghost"
                size="small"
                pending={completeStep.isPending}
                onClick={() => completeStep.mutate({ params: { path: { estateId: estatePath.estateId } }, body: { step: "dismiss" } })}
              >
                {copy.inviteTeam.skip}
              </Button>
            )}
          </div>
        </>
      ),
    },
  };
  return (
    <ol aria-label={copy.label} className="divide-y divide-line">
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
              {done && <span className="sr-only"> {copy.done}</span>}
            </h2>
            {done ? <p className="max-w-full break-words text-quiet">{content[id].done}</p> : <div className="grid w-full justify-items-start gap-2 text-quiet">{content[id].open}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
