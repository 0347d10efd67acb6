import { useQueryClient } from "@tanstack/react-query";
import { RadioGroup } from "radix-ui";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/error";
import type { CustomRole, MyOrganization } from "@/api/types";
import { canManageRole } from "@/app/session/permissions";
import { roleLabels } from "@/features/organizations/members/roles";
import { Restartable, useEdit } from "@/ui/conflict/use-edit";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { RadioCard } from "@/ui/radio-card";
import { toast } from "@/ui/toast";
import { customRolesCopy } from "./copy";
import { customRolesPath } from "./paths";
import { basicPermissions, permissionGroups, permissionLabel } from "./permissions";
import { PermissionsField } from "./permissions-field";

const copy = customRolesCopy.form;
type BaseRole = CustomRole["baseRole"];
const baseRoles: BaseRole[] = ["viewer", "member", "admin"];

type FormProps = { organization: MyOrganization; customRole?: CustomRole | undefined; onDone: () => void };

/** Creates or edits a custom role. The built-in role that it limits stays the same. */
export function CustomRoleForm(props: FormProps) {
  return <Restartable>{(restart) => <Form {...props} onRestart={restart} />}</Restartable>;
}

function Form({ organization, customRole, onDone, onRestart }: FormProps & { onRestart: () => void }) {
  const [opened] = useState(customRole);
  const [baseRole, setBaseRole] = useState<BaseRole>(customRole?.baseRole ?? "member");
  const [chosen, setChosen] = useState<string[]>(customRole?.permissions ?? []);
  const queryClient = useQueryClient();
  const options = {
    meta: { form: true },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", customRolesPath] }),
  };
  const create = api.useMutation("post", customRolesPath, options);
  const update = api.useMutation("patch", `${customRolesPath}/{customRoleId}`, options);
  const error = create.error ?? update.error;
  const form = useFields({ name: customRole?.name ?? "" }, error);
  const edit = useEdit({ facts: customRole ? factsOf(customRole) : [], refetch: options.onSuccess, onLoad: onRestart });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { name } = form.values;
    const offered: string[] = permissionGroups(baseRole).flatMap((group) => group.permissions);
    const permissions = [...basicPermissions, ...chosen.filter((permission) => offered.includes(permission))];
    const path = { organizationId: organization.id };
    try {
      const body = { name, permissions };
      if (opened) await edit.save(opened.revision, (header) => update.mutateAsync({ params: { path: { ...path, customRoleId: opened.id }, header }, body }));
      else await create.mutateAsync({ params: { path }, body: { name, baseRole, permissions } });
    } catch {
      return; // The form shows why.
    }
    onDone();
    toast.success((customRole ? copy.saved : copy.created)(name));
  };
  return (
    <form className="grid min-w-0 gap-5" onSubmit={(event) => void submit(event)}>
      <FormError error={error} fields={["name", "permissions"]} />
      <Field label={copy.name} required maxLength={100} autoComplete="off" hint={copy.nameHint} {...form.input("name")} />
      {customRole ? (
        <p className="text-quiet">{copy.limits(roleLabels[baseRole].label)}</p>
      ) : (
        <RadioGroup.Root aria-label={copy.baseRole} value={baseRole} onValueChange={(value) => setBaseRole(value as BaseRole)} className="grid gap-2 sm:grid-cols-3">
          {baseRoles.filter((value) => canManageRole(organization.role, value)).map((value) => (
            <RadioCard key={value} value={value} name={roleLabels[value].label} note={roleLabels[value].note} />
          ))}
        </RadioGroup.Root>
      )}
      <PermissionsField organization={organization} baseRole={baseRole} chosen={chosen} onChange={setChosen} error={fieldErrors(error).permissions} />
      <SubmitButton pending={create.isPending || update.isPending} className="justify-self-end">
        {customRole ? copy.save : copy.create}
      </SubmitButton>
      {edit.dialog}
    </form>
  );
}

/** What a custom role is, for people who are about to change it. */
const factsOf = ({ name, permissions }: CustomRole): [string, string][] => [
  [copy.name, name],
  [copy.permissions, permissions.filter((permission) => !basicPermissions.includes(permission)).map(permissionLabel).join(", ")],
];
