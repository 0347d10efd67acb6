import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import type { Member, MyOrganization, Role } from "@/api/types";
import { hasPermission, canManageRole } from "@/app/session/permissions";
import { useRefetchSession, useSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Menu, MenuContent, MenuItem, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { membersCopy } from "./copy";
import { EstateRolesDialog } from "./estate-roles-dialog";
import { GuestDialog } from "./guest-dialog";
import { membersPath } from "./paths";
import { grantableRoles, roleLabels } from "./roles";
import { useUpdateMember } from "./use-update-member";

type ActionsProps = { member: Member; organization: MyOrganization };

/** A member's role, with the actions that the user may take. Of their own membership, only owners change the role. */
export function MemberActions({ member, organization }: ActionsProps) {
  const { user } = useSession();
  const { role } = organization;
  const isSelf = user.id === member.userId;
  const canManage = !isSelf && canManageRole(role, member.role);
  const canUpdate = (canManage || (isSelf && member.role === "owner")) && !member.isBot && member.role !== "external" && hasPermission(role, "member.update");
  const canRemove = canManage && hasPermission(role, "member.remove");
  return (
    <div className="flex shrink-0 items-center gap-0.5">
      {canUpdate ? <RoleMenu member={member} organization={organization} /> : <span className="px-2.5 text-[0.8125rem] text-quiet">{roleLabels[member.role].label}</span>}
      {canRemove && <MoreMenu member={member} organization={organization} canUpdate={canUpdate} />}
    </div>
  );
}

/** Assigns a role. Owner and guest open a dialog first, and so does an owner who steps down. */
function RoleMenu({ member, organization }: ActionsProps) {
  const [openDialog, setOpenDialog] = useState<"owner" | "guest" | "stepDown" | null>(null);
  const [nextRole, setNextRole] = useState<Role>("admin");
  const { user } = useSession();
  const refetchSession = useRefetchSession();
  const isSelf = user.id === member.userId;
  const trigger = useRef<HTMLButtonElement>(null);
  const update = useUpdateMember();
  const assignRole = async (role: Role) => {
    await update.mutateAsync({ params: { path: { organizationId: organization.id, userId: member.userId } }, body: { role } });
    if (isSelf) await refetchSession();
    toast.success(membersCopy.changeRole.changed(member.name, roleLabels[role].withArticle));
  };
  const selectRole = (role: string) => {
    if (role === member.role) return;
    if (isSelf) {
      setNextRole(role as Role);
      setOpenDialog("stepDown");
    } else if (role === "owner" || role === "guest") setOpenDialog(role);
    // The mutation cache shows the error as a toast.
    else assignRole(role as Role).catch(() => undefined);
  };
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} size="small" variant="ghost" aria-busy={update.isPending || undefined} aria-label={membersCopy.changeRole.label(member.name, roleLabels[member.role].label)}>
            {roleLabels[member.role].label}
            <ChevronDown aria-hidden className="text-quiet" />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuRadioGroup value={member.role} onValueChange={selectRole}>
            {grantableRoles(organization.role).filter((role) => !isSelf || role !== "guest").map((role) => (
              <MenuRadioItem key={role} value={role}>
                <span className="grid leading-snug">
                  <span className="font-medium">{roleLabels[role].label}</span>
                  <span className="text-xs text-quiet">{roleLabels[role].note}</span>
                </span>
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </MenuContent>
      </Menu>
      <Confirmation
        open={openDialog === "owner"}
        onOpenChange={(open) => !open && setOpenDialog(null)}
        returnFocus={trigger}
        title={membersCopy.changeRole.owner.title(member.name)}
        description={membersCopy.changeRole.owner.consequence(organization.name)}
        confirm={membersCopy.changeRole.owner.confirm}
        danger
        onConfirm={() => assignRole("owner")}
      />
      <Confirmation
        open={openDialog === "stepDown"}
        onOpenChange={(open) => !open && setOpenDialog(null)}
        returnFocus={trigger}
        title={membersCopy.changeRole.stepDown.title(organization.name)}
        description={membersCopy.changeRole.stepDown.consequence(roleLabels[nextRole].withArticle)}
        confirm={membersCopy.changeRole.stepDown.confirm}
        danger
        onConfirm={() => assignRole(nextRole)}
      />
      <GuestDialog member={member} organization={organization} open={openDialog === "guest"} onClose={() => setOpenDialog(null)} returnFocus={trigger} />
    </>
  );
}

function MoreMenu({ member, organization, canUpdate }: ActionsProps & { canUpdate: boolean }) {
  const [openDialog, setOpenDialog] = useState<"estates" | "remove" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const queryClient = useQueryClient();
  const removeMember = api.useMutation("delete", `${membersPath}/{userId}`, {
    onSuccess: async () => {
      toast.success(membersCopy.remove.removed(member.name, organization.name));
      await queryClient.invalidateQueries({ queryKey: ["get", membersPath] });
    },
  });
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} variant="ghost" size="smallIcon" aria-label={membersCopy.actions.label(member.name)}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          {canUpdate && <MenuItem onSelect={() => setOpenDialog("estates")}>{membersCopy.actions.estates}</MenuItem>}
          <MenuItem className="text-danger" onSelect={() => setOpenDialog("remove")}>
            {membersCopy.actions.remove}
          </MenuItem>
        </MenuContent>
      </Menu>
      <Confirmation
        open={openDialog === "remove"}
        onOpenChange={(open) => !open && setOpenDialog(null)}
        returnFocus={trigger}
        title={membersCopy.remove.title(member.name)}
        description={membersCopy.remove.consequence(member.email, organization.name)}
        confirm={membersCopy.remove.confirm}
        danger
        onConfirm={() => removeMember.mutateAsync({ params: { path: { organizationId: organization.id, userId: member.userId } } })}
      />
      <EstateRolesDialog member={member} organization={organization} open={openDialog === "estates"} onClose={() => setOpenDialog(null)} returnFocus={trigger} />
    </>
  );
}
