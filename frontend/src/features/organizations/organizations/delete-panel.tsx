import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Panel } from "@/ui/panel";
import { settingsCopy } from "./settings-copy";

const copy = settingsCopy.delete;

/** Deletes the organization. */
export function DeletePanel({ organization: { id, name, slug } }: { organization: MyOrganization }) {
  const refetchSession = useRefetchSession();
  const deleteOrganization = api.useMutation("delete", "/api/organizations/{organizationId}", { onSuccess: refetchSession });
  return (
    <Panel title={copy.title} className="border-danger/40!">
      <div className="grid gap-4 p-4">
        <p className="text-quiet">{copy.text}</p>
        <Confirmation
          trigger={
            <Button variant="danger" className="justify-self-start">
              {copy.submit}
            </Button>
          }
          title={copy.confirmTitle(name)}
          description={copy.consequence}
          confirm={copy.submit}
          danger
          typed={{ label: copy.confirmLabel, text: slug }}
          onConfirm={() => deleteOrganization.mutateAsync({ params: { path: { organizationId: id } }, body: { confirmation: slug } })}
        />
      </div>
    </Panel>
  );
}
