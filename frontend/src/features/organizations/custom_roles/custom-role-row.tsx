import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, ShieldCheck } from "lucide-react";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import type { CustomRole, MyOrganization } from "@/api/types";
import { DebugId } from "@/app/session/debug-id";
import { canManageRole, hasPermission } from "@/app/session/permissions";
import { covers, rightsOf, roleLabels } from "@/features/organizations/members/roles";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Dialog, DialogContent } from "@/ui/dialog";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/menu";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { customRolesCopy } from "./copy";
import { CustomRoleForm } from "./custom-role-form";
import { customRolesPath } from "./paths";
import { basicPermissions, permissionLabel } from "./permissions";

const copy = customRolesCopy;
const rowClass = "flex items-start gap-x-3 px-4 py-3";

type RowProps = { customRole: CustomRole; organization: MyOrganization };

/** A custom role with its permissions and the number of those who have it. */
export function CustomRoleRow({ customRole, organization }: RowProps) {
  const labels = customRole.permissions.filter((name) => !basicPermissions.includes(name)).map(permissionLabel);
  const canManage = hasPermission(organization, "customRole.manage") && canManageRole(organization.role, customRole.baseRole);
  return (
    <li data-custom-role={customRole.id} className={rowClass}>
      <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium break-words">{customRole.name}</span>
          <span className="text-xs text-quiet">{copy.row.limits(roleLabels[customRole.baseRole].label)}</span>
          <DebugId id={customRole.id} />
        </p>
        <p className="text-xs break-words text-quiet">{labels.join(", ") || copy.form.always}</p>
        <p className="text-xs text-quiet">{holdersOf(customRole) || copy.row.nobody}</p>
      </div>
      {canManage && <CustomRoleActions customRole={customRole} organization={organization} />}
    </li>
  );
}

/** "2 members, 1 service account"; empty when nobody has it. */
function holdersOf({ members, serviceAccounts }: CustomRole): string {
  return [members > 0 && copy.row.members(members), serviceAccounts > 0 && copy.row.serviceAccounts(serviceAccounts)].filter(Boolean).join(", ");
}

function CustomRoleActions({ customRole, organization }: RowProps) {
  const [openDialog, setOpenDialog] = useState<"edit" | "delete" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const queryClient = useQueryClient();
  const remove = api.useMutation("delete", `${customRolesPath}/{customRoleId}`, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", customRolesPath] }),
  });
  const close = (open: boolean) => !open && setOpenDialog(null);
  const holders = holdersOf(customRole);
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} variant="ghost" size="smallIcon" aria-label={copy.row.actions(customRole.name)}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          {covers(organization, rightsOf(customRole)) && <MenuItem onSelect={() => setOpenDialog("edit")}>{copy.row.edit}</MenuItem>}
          <MenuItem className="text-danger" onSelect={() => setOpenDialog("delete")}>
            {copy.row.delete}
          </MenuItem>
        </MenuContent>
      </Menu>
      <Dialog open={openDialog === "edit"} onOpenChange={close}>
        <DialogContent title={copy.form.editTitle(customRole.name)} description={copy.form.editDescription} returnFocus={trigger} className="max-w-lg!">
          <CustomRoleForm organization={organization} customRole={customRole} onDone={() => setOpenDialog(null)} />
        </DialogContent>
      </Dialog>
      <Confirmation
        open={openDialog === "delete"}
        onOpenChange={close}
        returnFocus={trigger}
        title={copy.delete.title(customRole.name)}
        description={holders ? copy.delete.inUse(holders) : copy.delete.consequence}
        confirm={copy.delete.confirm}
        danger
        onConfirm={async () => {
          await remove.mutateAsync({ params: { path: { organizationId: organization.id, customRoleId: customRole.id } } });
          toast.success(copy.delete.deleted(customRole.name));
        }}
      />
    </>
  );
}

export function CustomRoleSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 3 }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="size-4" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-4 w-40 max-w-full" />
            <Skeleton className="h-3 w-64 max-w-full" />
          </div>
        </li>
      ))}
    </ul>
  );
}
