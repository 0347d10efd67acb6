import type { Estate } from "@/api/types";
import { OnDemand } from "@/ui/on-demand";

const load = () => import("./rollback-banner");

/** The banner of a rollback, if there is one. `organization` is the slug of the estate's organization. */
export function RollbackNotice({ estate, organization }: { estate: Estate; organization: string }) {
  const { rollback } = estate;
  return (
    <OnDemand load={load} when={rollback != null}>
      {(module) => rollback && <module.RollbackBanner estate={estate} rollback={rollback} organization={organization} />}
    </OnDemand>
  );
}
