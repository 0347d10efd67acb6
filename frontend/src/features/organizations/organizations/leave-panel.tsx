import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { membersPath } from "@/features/organizations/members/paths";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Panel } from "@/ui/panel";
import { settingsCopy } from "./settings-copy";

const copy = settingsCopy.leave;

/** Leaves the organization, unless the user is its only owner. */
export function LeavePanel({ organization }: { organization: MyOrganization }) {
  const refetchSession = useRefetchSession();
  // The `$organization` route leaves its pages once the organization is no longer in the session.
  const leave = api.useMutation("post", "/api/organizations/{organizationId}/leave", { onSuccess: refetchSession });
  const isOwner = organization.role === "owner";
  const owners = api.useQuery("get", membersPath, { params: { path: { organizationId: organization.id }, query: { role: "owner", limit: 2 } } }, { enabled: isOwner });
  const isOnlyOwner = isOwner && owners.data?.items.length === 1;
  return (
    <Panel title={copy.title}>
      <div className="grid gap-4 p-4">
        <p className="text-quiet">{isOnlyOwner ? copy.onlyOwner : copy.text(organization.name)}</p>
        {!isOnlyOwner && (
          <Confirmation
            trigger={<Button className="justify-self-start" disabled={isOwner && owners.isPending}>{copy.submit}</Button>}
            title={copy.confirmTitle(organization.name)}
            description={copy.consequence}
            confirm={copy.submit}
            danger
            onConfirm={() => leave.mutateAsync({ params: { path: { organizationId: organization.id } } })}
          />
        )}
      </div>
    </Panel>
  );
}
