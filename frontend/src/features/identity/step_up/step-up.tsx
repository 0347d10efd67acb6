import { useEffect, useState } from "react";
import { installStepUp } from "@/api/step-up";
import { OnDemand } from "@/ui/on-demand";

const loadDialog = () => import("./step-up-dialog");

/** Asks the user to confirm who they are when a request needs it. The dialog is loaded when it is first needed. */
export function StepUp() {
  const [pending, setPending] = useState<{ resolve: (isConfirmed: boolean) => void } | null>(null);
  useEffect(() => installStepUp(() => new Promise((resolve) => setPending({ resolve }))), []);
  const close = (isConfirmed: boolean) => {
    pending?.resolve(isConfirmed);
    setPending(null);
  };
  return (
    <OnDemand load={loadDialog} when={pending !== null}>
      {({ StepUpDialog }) => <StepUpDialog onClose={close} />}
    </OnDemand>
  );
}
