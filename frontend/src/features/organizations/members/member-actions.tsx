import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Member, MyOrganization, Role } from "@/api/types";
import { may, mayManage } from "@/app/session/permissions";
import { useMe } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Menu, MenuContent, MenuItem, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/ui/menu";
import { GuestDialog } from "./guest-dialog";
import { membersPath } from "./paths";
import { grantable, roleWords } from "./roles";
import { useMemberUpdate } from "./use-update-member";

type ActionsProps = { member: Member; organization: MyOrganization };

/** Somebody's role, and what the user may change about the membership; nobody changes their own. */
export function MemberActions({ member, organization }: ActionsProps) {
  const { user } = useMe();
  const { role } = organization;
  const manages = user.id !== member.userId && mayManage(role, member.role);
  const changes = manages && !member.isBot && member.role !== "external" && may(role, "member.update");
  const removes = manages && may(role, "member.remove");
  return (
    <div className="flex shrink-0 items-center gap-0.5">
      {changes ? <RoleMenu member={member} organization={organization} /> : <span className="px-2.5 text-[0.8125rem] text-quiet">{roleWords[member.role].label}</span>}
      {removes && <MoreMenu member={member} organization={organization} changes={changes} />}
    </div>
  );
}

/** The roles that the user may give; to become an owner or a guest is asked about first. */
function RoleMenu({ member, organization }: ActionsProps) {
  const [asking, setAsking] = useState<"owner" | "guest" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const update = useMemberUpdate();
  const give = async (role: Role) => {
    await update.mutateAsync({ params: { path: { organizationId: organization.id, userId: member.userId } }, body: { role } });
    toast.success(`${member.name} is ${roleWords[role].label.toLowerCase()} now`);
  };
  const choose = (role: string) => {
    if (role === member.role) return;
    if (role === "owner" || role === "guest") setAsking(role);
    // Why it was refused is told by a toast.
    else give(role as Role).catch(() => undefined);
  };
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} size="small" look="ghost" aria-busy={update.isPending || undefined} aria-label={`Role of ${member.name}: ${roleWords[member.role].label}`}>
            {roleWords[member.role].label}
            <ChevronDown aria-hidden className="text-quiet" />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuRadioGroup value={member.role} onValueChange={choose}>
            {grantable(organization.role).map((role) => (
              <MenuRadioItem key={role} value={role}>
                <span className="grid leading-snug">
                  <span className="font-medium">{roleWords[role].label}</span>
                  <span className="text-xs text-quiet">{roleWords[role].note}</span>
                </span>
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </MenuContent>
      </Menu>
      <Confirmation
        open={asking === "owner"}
        onOpenChange={(open) => !open && setAsking(null)}
        returnFocus={trigger}
        title={`Make ${member.name} an owner?`}
        description={`An owner can do everything in ${organization.name}: change every role, also yours, and delete the organization.`}
        confirm="Make an owner"
        danger
        onConfirm={() => give("owner")}
      />
      <GuestDialog member={member} organization={organization} open={asking === "guest"} onClose={() => setAsking(null)} returnFocus={trigger} />
    </>
  );
}

function MoreMenu({ member, organization, changes }: ActionsProps & { changes: boolean }) {
  const [asking, setAsking] = useState<"estates" | "remove" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const queryClient = useQueryClient();
  const remove = api.useMutation("delete", `${membersPath}/{userId}`, {
    onSuccess: async () => {
      toast.success(`${member.name} no longer belongs to ${organization.name}`);
      await queryClient.invalidateQueries({ queryKey: ["get", membersPath] });
    },
  });
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} look="ghost" size="smallIcon" aria-label={`More about ${member.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          {changes && member.role === "guest" && <MenuItem onSelect={() => setAsking("estates")}>Choose the estates</MenuItem>}
          <MenuItem className="text-danger" onSelect={() => setAsking("remove")}>
            Remove
          </MenuItem>
        </MenuContent>
      </Menu>
      <Confirmation
        open={asking === "remove"}
        onOpenChange={(open) => !open && setAsking(null)}
        returnFocus={trigger}
        title={`Remove ${member.name}?`}
        description={`${member.email} loses access to ${organization.name} and all of its estates at once. Their API keys there end, too.`}
        confirm="Remove"
        danger
        onConfirm={() => remove.mutateAsync({ params: { path: { organizationId: organization.id, userId: member.userId } } })}
      />
      <GuestDialog member={member} organization={organization} open={asking === "estates"} onClose={() => setAsking(null)} returnFocus={trigger} />
    </>
  );
}
