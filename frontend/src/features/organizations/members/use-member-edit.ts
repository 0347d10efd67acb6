import { useQueryClient } from "@tanstack/react-query";
import type { Member, MyOrganization } from "@/api/types";
import { useEdit } from "@/ui/conflict/use-edit";
import { membersCopy } from "./copy";
import { membersPath } from "./paths";
import { roleLabels } from "./roles";

/** Saves an edit of a member while nobody else has changed the membership. */
export function useMemberEdit({ role, estateRoles }: Member, { estates }: MyOrganization, onLoad: () => void) {
  const queryClient = useQueryClient();
  const estateName = (id: string) => estates.find((estate) => estate.id === id)?.name ?? id;
  const rolesOn = estateRoles.map((on) => `${estateName(on.estateId)}: ${roleLabels[on.role].label}`).join(", ");
  return useEdit({
    facts: [
      [membersCopy.changed.role, roleLabels[role].label],
      [membersCopy.changed.estates, rolesOn],
    ],
    refetch: () => queryClient.invalidateQueries({ queryKey: ["get", membersPath] }),
    onLoad,
  });
}
