import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Panel } from "@/ui/panel";

/** Deletes the organization. */
export function DeletePanel({ organization: { id, name, slug } }: { organization: MyOrganization }) {
  const refetchSession = useRefetchSession();
  const deleteOrganization = api.useMutation("delete", "/api/organizations/{organizationId}", { onSuccess: refetchSession });
  return (
    <Panel title="Delete the organization" className="border-danger/40">
      <div className="grid gap-4 p-4">
        <p className="text-quiet">Its members, estates, builds, API keys and audit log are gone for good, for everybody.</p>
        <Confirmation
          trigger={
            <Button variant="danger" className="justify-self-start">
              Delete the organization
            </Button>
          }
          title={`Delete ${name}?`}
          description="Everybody loses access at once, and nobody can bring it back."
          confirm="Delete it for good"
          danger
          typed={{ label: "Slug of the organization", text: slug }}
          onConfirm={() => deleteOrganization.mutateAsync({ params: { path: { organizationId: id } }, body: { confirmation: slug } })}
        />
      </div>
    </Panel>
  );
}
