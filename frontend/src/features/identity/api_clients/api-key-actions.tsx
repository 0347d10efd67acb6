import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import type { ApiKey, MyOrganization } from "@/api/types";
import { useSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { apiClientsCopy } from "./copy";
import { apiKeysPath } from "./paths";
import { RotateApiKeyDialog } from "./rotate-api-key-dialog";

const copy = apiClientsCopy.row;
const keyPath = `${apiKeysPath}/{keyId}` as const;

type ActionsProps = { apiKey: ApiKey; organization: MyOrganization; isExpired: boolean };

/** Rotates, disables, enables or revokes a key. The key of a member can be rotated by that member only. */
export function ApiKeyActions({ apiKey, organization, isExpired }: ActionsProps) {
  const { user } = useSession();
  const [openDialog, setOpenDialog] = useState<"rotate" | "disable" | "revoke" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const queryClient = useQueryClient();
  const params = { path: { organizationId: organization.id, keyId: apiKey.id } };
  const refetch = () => queryClient.invalidateQueries({ queryKey: ["get", apiKeysPath] });
  const update = api.useMutation("patch", keyPath, { onSuccess: refetch });
  const revoke = api.useMutation("delete", keyPath, { onSuccess: refetch });
  const setDisabled = async (disabled: boolean) => {
    await update.mutateAsync({ params, body: { disabled } });
    toast.success((disabled ? copy.wasDisabled : copy.wasEnabled)(apiKey.name));
  };
  const canRotate = !isExpired && (apiKey.serviceAccount != null || apiKey.createdBy?.id === user.id);
  const dialog = { onOpenChange: (open: boolean) => !open && setOpenDialog(null), returnFocus: trigger, danger: true };
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} variant="ghost" size="smallIcon" aria-busy={update.isPending || undefined} aria-label={copy.actions(apiKey.name)}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          {canRotate && <MenuItem onSelect={() => setOpenDialog("rotate")}>{copy.rotate}</MenuItem>}
          {apiKey.disabledAt ? (
            // The mutation cache shows the error as a toast.
            <MenuItem onSelect={() => void setDisabled(false).catch(() => undefined)}>{copy.enable}</MenuItem>
          ) : (
            <MenuItem onSelect={() => setOpenDialog("disable")}>{copy.disable}</MenuItem>
          )}
          <MenuItem className="text-danger" onSelect={() => setOpenDialog("revoke")}>
            {copy.revoke}
          </MenuItem>
        </MenuContent>
      </Menu>
      <RotateApiKeyDialog apiKey={apiKey} organization={organization} open={openDialog === "rotate"} onClose={() => setOpenDialog(null)} returnFocus={trigger} />
      <Confirmation
        {...dialog}
        open={openDialog === "disable"}
        title={copy.disableTitle(apiKey.name)}
        description={copy.disableConsequence}
        confirm={copy.confirmDisable}
        onConfirm={() => setDisabled(true)}
      />
      <Confirmation
        {...dialog}
        open={openDialog === "revoke"}
        title={copy.revokeTitle(apiKey.name)}
        description={copy.consequence}
        confirm={copy.confirm}
        onConfirm={async () => {
          await revoke.mutateAsync({ params });
          toast.success(copy.revoked(apiKey.name));
        }}
      />
    </>
  );
}
