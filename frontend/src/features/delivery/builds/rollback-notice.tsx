import { useEffect } from "react";
import type { Estate } from "@/api/types";
import { useOnDemand } from "@/ui/on-demand";

const loadBanner = () => import("./rollback-banner");

/** The banner of a rollback, whose code is loaded when there is one. `organization` is the slug of the estate's organization. */
export function RollbackNotice({ estate, organization }: { estate: Estate; organization: string }) {
  const { module, request } = useOnDemand(loadBanner);
  const isRolledBack = estate.rollback != null;
  useEffect(() => {
    if (isRolledBack) request();
  }, [isRolledBack, request]);
  return module && estate.rollback ? <module.RollbackBanner estate={estate} rollback={estate.rollback} organization={organization} /> : null;
}
