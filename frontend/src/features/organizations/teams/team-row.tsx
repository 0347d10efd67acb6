import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Users } from "lucide-react";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization, Team } from "@/api/types";
import { DebugId } from "@/app/session/debug-id";
import { hasPermission } from "@/app/session/permissions";
import { roleLabels } from "@/features/organizations/members/roles";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Dialog, DialogContent } from "@/ui/dialog";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/menu";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { teamsCopy } from "./copy";
import { teamsPath } from "./paths";
import { TeamForm } from "./team-form";

const copy = teamsCopy;
const rowClass = "flex items-start gap-x-3 px-4 py-3";

/** A team with its members and roles on estates. */
export function TeamRow({ team, organization }: { team: Team; organization: MyOrganization }) {
  const names = new Map(organization.estates.map(({ id, name }) => [id, name]));
  const more = team.memberCount - team.members.length;
  const members = [team.members.map(({ name }) => name).join(", "), more > 0 && copy.row.more(more)].filter(Boolean).join(" ");
  return (
    <li data-team={team.id} className={rowClass}>
      <Users aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium break-words">{team.name}</span>
          <span className="text-xs text-quiet">{copy.row.members(team.memberCount)}</span>
          {team.isProvisioned && (
            <span className="text-xs text-quiet" title={copy.row.provisionedHint}>
              {copy.row.provisioned}
            </span>
          )}
          <DebugId id={team.id} />
        </p>
        <p className="truncate text-xs text-quiet" title={members}>
          {members || copy.row.noMembers}
        </p>
        <p className="text-xs break-words text-quiet">
          {team.estateRoles.map(({ estateId, role }) => copy.row.roleOn(roleLabels[role].label, names.get(estateId) ?? copy.row.anotherEstate)).join(", ") || copy.row.noEstates}
        </p>
      </div>
      {hasPermission(organization, "team.manage") && <TeamActions team={team} organization={organization} />}
    </li>
  );
}

function TeamActions({ team, organization }: { team: Team; organization: MyOrganization }) {
  const [openDialog, setOpenDialog] = useState<"edit" | "delete" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const queryClient = useQueryClient();
  const remove = api.useMutation("delete", `${teamsPath}/{teamId}`, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", teamsPath] }),
  });
  const close = (open: boolean) => !open && setOpenDialog(null);
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button ref={trigger} variant="ghost" size="smallIcon" aria-label={copy.row.actions(team.name)}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => setOpenDialog("edit")}>{copy.row.edit}</MenuItem>
          {!team.isProvisioned && (
            <MenuItem className="text-danger" onSelect={() => setOpenDialog("delete")}>
              {copy.row.delete}
            </MenuItem>
          )}
        </MenuContent>
      </Menu>
      <Dialog open={openDialog === "edit"} onOpenChange={close}>
        <DialogContent title={copy.form.editTitle(team.name)} returnFocus={trigger} className="max-w-lg!">
          <TeamForm organization={organization} team={team} onDone={() => setOpenDialog(null)} />
        </DialogContent>
      </Dialog>
      <Confirmation
        open={openDialog === "delete"}
        onOpenChange={close}
        returnFocus={trigger}
        title={copy.delete.title(team.name)}
        description={copy.delete.consequence}
        confirm={copy.delete.confirm}
        danger
        onConfirm={async () => {
          await remove.mutateAsync({ params: { path: { organizationId: organization.id, teamId: team.id } } });
          toast.success(copy.delete.deleted(team.name));
        }}
      />
    </>
  );
}

export function TeamSkeletons() {
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
