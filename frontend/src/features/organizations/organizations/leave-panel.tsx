import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Panel } from "@/ui/panel";

/** Leaves the organization. */
export function LeavePanel({ organization }: { organization: MyOrganization }) {
  const refetchSession = useRefetchSession();
  // The `$organization` route leaves its pages once the organization is no longer in the session.
  const leave = api.useMutation("post", "/api/organizations/{organizationId}/leave", { onSuccess: refetchSession });
  return (
    <Panel title="Leave">
      <div className="grid gap-4 p-4">
        <p className="text-quiet">
          You lose access to {organization.name} and its estates at once.
          {organization.role === "owner" && " The last owner cannot leave: make somebody else the owner first."}
        </p>
        <Confirmation
          trigger={<Button className="justify-self-start">Leave the organization</Button>}
          title={`Leave ${organization.name}?`}
          description="Only an invitation brings you back."
          confirm="Leave"
          danger
          onConfirm={() => leave.mutateAsync({ params: { path: { organizationId: organization.id } } })}
        />
      </div>
    </Panel>
  );
}
