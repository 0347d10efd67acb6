import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/error";
import type { EstateRole, MyOrganization, Team } from "@/api/types";
import { EstateRolesField } from "@/features/organizations/members/estate-roles-field";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { toast } from "@/ui/toast";
import { teamsCopy } from "./copy";
import { MembersField } from "./members-field";
import { teamsPath } from "./paths";

const copy = teamsCopy.form;

type FormProps = { organization: MyOrganization; team?: Team | undefined; onDone: () => void };

/** Creates or edits a team. */
export function TeamForm({ organization, team, onDone }: FormProps) {
  const [members, setMembers] = useState(team?.members ?? []);
  const [estateRoles, setEstateRoles] = useState<EstateRole[]>(team?.estateRoles ?? []);
  const isComplete = team === undefined || team.memberCount === team.members.length;
  const queryClient = useQueryClient();
  const options = {
    meta: { form: true },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", teamsPath] }),
  };
  const create = api.useMutation("post", teamsPath, options);
  const update = api.useMutation("patch", `${teamsPath}/{teamId}`, options);
  const error = create.error ?? update.error;
  const form = useFields({ name: team?.name ?? "" }, error);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { name } = form.values;
    const userIds = members.map(({ userId }) => userId);
    const body = { ...(!team?.isProvisioned && { name, ...(isComplete && { userIds }) }), estateRoles };
    const path = { organizationId: organization.id };
    try {
      if (team) await update.mutateAsync({ params: { path: { ...path, teamId: team.id } }, body });
      else await create.mutateAsync({ params: { path }, body: { name, userIds, estateRoles } });
    } catch {
      return; // The form shows why.
    }
    onDone();
    toast.success((team ? copy.saved : copy.created)(name));
  };
  return (
    <form className="grid min-w-0 gap-5" onSubmit={(event) => void submit(event)}>
      <FormError error={error} fields={["name", "userIds", "estateRoles"]} />
      {team?.isProvisioned ? (
        <p className="text-quiet">{copy.provisioned}</p>
      ) : (
        <>
          <Field label={copy.name} required maxLength={100} autoComplete="off" {...form.input("name")} />
          {isComplete ? (
            <MembersField organizationId={organization.id} chosen={members} onChange={setMembers} error={fieldErrors(error).userIds} />
          ) : (
            <p className="text-quiet">{copy.tooMany}</p>
          )}
        </>
      )}
      <EstateRolesField estates={organization.estates} chosen={estateRoles} onChange={setEstateRoles} error={fieldErrors(error).estateRoles} />
      <SubmitButton pending={create.isPending || update.isPending} className="justify-self-end">
        {team ? copy.save : copy.create}
      </SubmitButton>
    </form>
  );
}
