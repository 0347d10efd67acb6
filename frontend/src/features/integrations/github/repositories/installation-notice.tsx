import type { Estate, Repository } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { Notice } from "@/ui/notice";
import { githubCopy } from "../copy";
import { InstallButton } from "../install-button";

/** Says why the GitHub App cannot read the connected repository now. */
export function InstallationNotice({ estate, state }: { estate: Estate; state: NonNullable<Repository["installationState"]> }) {
  const copy = githubCopy[state];
  return (
    <Notice tone="warning" title={copy.title}>
      <p>{copy.text}</p>
      {hasPermission(estate, "repository.manage") && (
        <div className="mt-2">
          <InstallButton estateId={estate.id} variant="outline">
            {copy.manage}
          </InstallButton>
        </div>
      )}
    </Notice>
  );
}
