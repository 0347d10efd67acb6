import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Panel } from "@/ui/panel";
import { settingsCopy } from "./settings-copy";

const copy = settingsCopy.leave;

/** Leaves the organization. */
export function LeavePanel({ organization }: { organization: MyOrganization }) {
  const refetchSession = useRefetchSession();
  // The `$organization` route leaves its pages once the organization is no longer in the session.
  const leave = api.useMutation("post", "/api/organizations/{organizationId}/leave", { onSuccess: refetchSession });
  return (
    <Panel title={copy.title}>
      <div className="grid gap-4 p-4">
        <p className="text-quiet">
          {copy.text(organization.name)}
          {organization.role === "owner" && ` ${copy.lastOwner}`}
        </p>
        <Confirmation
          trigger={<Button className="justify-self-start">{copy.submit}</Button>}
          title={copy.confirmTitle(organization.name)}
          description={copy.consequence}
          confirm={copy.submit}
          danger
          onConfirm={() => leave.mutateAsync({ params: { path: { organizationId: organization.id } } })}
        />
      </div>
    </Panel>
  );
}
