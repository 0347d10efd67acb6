import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization, ServiceAccount } from "@/api/types";
import { apiKeysPath } from "@/features/identity/api_clients/paths";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Dialog, DialogContent } from "@/ui/dialog";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { serviceAccountsCopy } from "./copy";
import { serviceAccountsPath } from "./paths";
import { ServiceAccountForm } from "./service-account-form";

const copy = serviceAccountsCopy;
const accountPath = `${serviceAccountsPath}/{serviceAccountId}` as const;

/** Edits, disables, enables or deletes a service account. */
export function ServiceAccountActions({ account, organization }: { account: ServiceAccount; organization: MyOrganization }) {
  const [openDialog, setOpenDialog] = useState<"edit" | "disable" | "delete" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const queryClient = useQueryClient();
  const params = { path: { organizationId: organization.id, serviceAccountId: account.id } };
  const options = {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", serviceAccountsPath] });
      await queryClient.invalidateQueries({ queryKey: ["get", apiKeysPath] });
    },
  };
  const update = api.useMutation("patch", accountPath, options);
  const remove = api.useMutation("delete", accountPath, options);
  const setDisabled = async (disabled: boolean) => {
    await update.mutateAsync({ params, body: { disabled } });
    toast.success((disabled ? copy.row.wasDisabled : copy.row.wasEnabled)(account.name));
  };
  const close = (open: boolean) => !open && setOpenDialog(null);
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} variant="ghost" size="smallIcon" aria-busy={update.isPending || undefined} aria-label={copy.row.actions(account.name)}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => setOpenDialog("edit")}>{copy.row.edit}</MenuItem>
          {account.disabledAt ? (
            // The mutation cache shows the error as a toast.
            <MenuItem onSelect={() => void setDisabled(false).catch(() => undefined)}>{copy.row.enable}</MenuItem>
          ) : (
            <MenuItem onSelect={() => setOpenDialog("disable")}>{copy.row.disable}</MenuItem>
          )}
          <MenuItem className="text-danger" onSelect={() => setOpenDialog("delete")}>
            {copy.row.delete}
          </MenuItem>
        </MenuContent>
      </Menu>
      <Dialog open={openDialog === "edit"} onOpenChange={close}>
        <DialogContent title={copy.form.editTitle(account.name)} returnFocus={trigger} className="max-w-lg!">
          <ServiceAccountForm organization={organization} account={account} onDone={() => setOpenDialog(null)} />
        </DialogContent>
      </Dialog>
      <Confirmation
        open={openDialog === "disable"}
        onOpenChange={close}
        returnFocus={trigger}
        title={copy.disable.title(account.name)}
        description={copy.disable.consequence}
        confirm={copy.disable.confirm}
        danger
        onConfirm={() => setDisabled(true)}
      />
      <Confirmation
        open={openDialog === "delete"}
        onOpenChange={close}
        returnFocus={trigger}
        title={copy.delete.title(account.name)}
        description={copy.delete.consequence(copy.row.keys(account.keys))}
        confirm={copy.delete.confirm}
        danger
        onConfirm={async () => {
          await remove.mutateAsync({ params });
          toast.success(copy.delete.deleted(account.name));
        }}
      />
    </>
  );
}
