import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import type { CustomRole, Member, MyOrganization, Role } from "@/api/types";
import { hasPermission, canManageRole } from "@/app/session/permissions";
import { useRefetchSession, useSession } from "@/app/session/session";
import { useCustomRoles } from "@/features/organizations/custom_roles/use-custom-roles";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Menu, MenuContent, MenuItem, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { membersCopy } from "./copy";
import { EstateRolesDialog } from "./estate-roles-dialog";
import { GuestDialog } from "./guest-dialog";
import { membersPath } from "./paths";
import { grantableCustomRoles, grantableRoles, roleLabels } from "./roles";
import { useUpdateMember } from "./use-update-member";

type ActionsProps = { member: Member; organization: MyOrganization };

/** A member's role, with the actions that the user may take. Of their own membership, only owners change the role. */
export function MemberActions({ member, organization }: ActionsProps) {
  const { user } = useSession();
  const { role } = organization;
  const isSelf = user.id === member.userId;
  const canManage = !isSelf && canManageRole(role, member.role);
  const canUpdate = (canManage || (isSelf && member.role === "owner")) && !member.isBot && member.role !== "external" && hasPermission(organization, "member.update");
  const canRemove = canManage && hasPermission(organization, "member.remove");
  return (
    <div className="flex shrink-0 items-center gap-0.5">
      {canUpdate ? <RoleMenu member={member} organization={organization} /> : <span className="px-2.5 text-[0.8125rem] text-quiet">{roleName(member)}</span>}
      {canRemove && <MoreMenu member={member} organization={organization} canUpdate={canUpdate} />}
    </div>
  );
}

/** The name of a member's role. */
const roleName = ({ role, customRole }: Member) => customRole?.name ?? roleLabels[role].label;

/** Assigns a role or a custom role. Owner and guest open a dialog first, and so does an owner who steps down. */
function RoleMenu({ member, organization }: ActionsProps) {
  const [openDialog, setOpenDialog] = useState<"owner" | "guest" | "stepDown" | null>(null);
  const [nextRole, setNextRole] = useState<Role>("admin");
  const [open, setOpen] = useState(false);
  const { user } = useSession();
  const refetchSession = useRefetchSession();
  const isSelf = user.id === member.userId;
  const trigger = useRef<HTMLButtonElement>(null);
  const update = useUpdateMember();
  const customRoles = useCustomRoles(organization, open && !isSelf);
  const params = { path: { organizationId: organization.id, userId: member.userId } };
  const assignRole = async (role: Role) => {
    await update.mutateAsync({ params, body: { role } });
    if (isSelf) await refetchSession();
    toast.success(membersCopy.changeRole.changed(member.name, roleLabels[role].withArticle));
  };
  const assignCustomRole = async ({ id, name }: CustomRole) => {
    await update.mutateAsync({ params, body: { customRoleId: id } });
    toast.success(membersCopy.changeRole.custom(member.name, name));
  };
  const selected = member.customRole?.id ?? member.role;
  const selectRole = (role: string) => {
    if (role === selected) return;
    const custom = customRoles.find(({ id }) => id === role);
    // The mutation cache shows the error as a toast.
    if (custom) assignCustomRole(custom).catch(() => undefined);
    else if (isSelf) {
      setNextRole(role as Role);
      setOpenDialog("stepDown");
    } else if (role === "owner" || role === "guest") setOpenDialog(role);
    else assignRole(role as Role).catch(() => undefined);
  };
  return (
    <>
      <Menu open={open} onOpenChange={setOpen}>
        <MenuTrigger asChild>
          <Button ref={trigger} size="small" variant="ghost" className="max-w-40" aria-busy={update.isPending || undefined} aria-label={membersCopy.changeRole.label(member.name, roleName(member))}>
            <span className="truncate">{roleName(member)}</span>
            <ChevronDown aria-hidden className="text-quiet" />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuRadioGroup value={selected} onValueChange={selectRole}>
            {grantableRoles(organization).filter((role) => !isSelf || role !== "guest").map((role) => (
              <MenuRadioItem key={role} value={role}>
                <span className="grid leading-snug">
                  <span className="font-medium">{roleLabels[role].label}</span>
                  <span className="text-xs text-quiet">{roleLabels[role].note}</span>
                </span>
              </MenuRadioItem>
            ))}
            {grantableCustomRoles(organization, customRoles).map((customRole) => (
              <MenuRadioItem key={customRole.id} value={customRole.id}>
                <span className="grid max-w-64 leading-snug">
                  <span className="truncate font-medium">{customRole.name}</span>
                  <span className="text-xs text-quiet">{membersCopy.changeRole.limited(roleLabels[customRole.baseRole].label)}</span>
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
          {canUpdate && !member.customRole && <MenuItem onSelect={() => setOpenDialog("estates")}>{membersCopy.actions.estates}</MenuItem>}
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
