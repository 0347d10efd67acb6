import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Member, MyOrganization, Role } from "@/api/types";
import { hasPermission, canManageRole } from "@/app/session/permissions";
import { useSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Menu, MenuContent, MenuItem, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/ui/menu";
import { GuestDialog } from "./guest-dialog";
import { membersPath } from "./paths";
import { grantableRoles, roleLabels } from "./roles";
import { useUpdateMember } from "./use-update-member";

type ActionsProps = { member: Member; organization: MyOrganization };

/** A member's role, with the actions that the user may take. Users cannot change their own membership. */
export function MemberActions({ member, organization }: ActionsProps) {
  const { user } = useSession();
  const { role } = organization;
  const canManage = user.id !== member.userId && canManageRole(role, member.role);
  const canUpdate = canManage && !member.isBot && member.role !== "external" && hasPermission(role, "member.update");
  const canRemove = canManage && hasPermission(role, "member.remove");
  return (
    <div className="flex shrink-0 items-center gap-0.5">
      {canUpdate ? <RoleMenu member={member} organization={organization} /> : <span className="px-2.5 text-[0.8125rem] text-quiet">{roleLabels[member.role].label}</span>}
      {canRemove && <MoreMenu member={member} organization={organization} canUpdate={canUpdate} />}
    </div>
  );
}

/** Assigns a role. Owner and guest open a dialog first. */
function RoleMenu({ member, organization }: ActionsProps) {
  const [openDialog, setOpenDialog] = useState<"owner" | "guest" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const update = useUpdateMember();
  const assignRole = async (role: Role) => {
    await update.mutateAsync({ params: { path: { organizationId: organization.id, userId: member.userId } }, body: { role } });
    toast.success(`${member.name} is ${roleLabels[role].label.toLowerCase()} now`);
  };
  const selectRole = (role: string) => {
    if (role === member.role) return;
    if (role === "owner" || role === "guest") setOpenDialog(role);
    // The mutation cache shows the error as a toast.
    else assignRole(role as Role).catch(() => undefined);
  };
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} size="small" variant="ghost" aria-busy={update.isPending || undefined} aria-label={`Role of ${member.name}: ${roleLabels[member.role].label}`}>
            {roleLabels[member.role].label}
            <ChevronDown aria-hidden className="text-quiet" />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuRadioGroup value={member.role} onValueChange={selectRole}>
            {grantableRoles(organization.role).map((role) => (
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
        title={`Make ${member.name} an owner?`}
        description={`An owner can do everything in ${organization.name}: change every role, also yours, and delete the organization.`}
        confirm="Make an owner"
        danger
        onConfirm={() => assignRole("owner")}
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
      toast.success(`${member.name} no longer belongs to ${organization.name}`);
      await queryClient.invalidateQueries({ queryKey: ["get", membersPath] });
    },
  });
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} variant="ghost" size="smallIcon" aria-label={`More about ${member.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          {canUpdate && member.role === "guest" && <MenuItem onSelect={() => setOpenDialog("estates")}>Choose the estates</MenuItem>}
          <MenuItem className="text-danger" onSelect={() => setOpenDialog("remove")}>
            Remove
          </MenuItem>
        </MenuContent>
      </Menu>
      <Confirmation
        open={openDialog === "remove"}
        onOpenChange={(open) => !open && setOpenDialog(null)}
        returnFocus={trigger}
        title={`Remove ${member.name}?`}
        description={`${member.email} loses access to ${organization.name} and all of its estates at once. Their API keys there end, too.`}
        confirm="Remove"
        danger
        onConfirm={() => removeMember.mutateAsync({ params: { path: { organizationId: organization.id, userId: member.userId } } })}
      />
      <GuestDialog member={member} organization={organization} open={openDialog === "estates"} onClose={() => setOpenDialog(null)} returnFocus={trigger} />
    </>
  );
}
