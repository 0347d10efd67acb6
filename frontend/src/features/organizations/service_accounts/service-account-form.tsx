import { useQueryClient } from "@tanstack/react-query";
import { RadioGroup } from "radix-ui";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization, ServiceAccount } from "@/api/types";
import { useCustomRoles } from "@/features/organizations/custom_roles/use-custom-roles";
import { EstatesField } from "@/features/organizations/estates/estates-field";
import { membersCopy } from "@/features/organizations/members/copy";
import { covers, rightsOf, roleLabels } from "@/features/organizations/members/roles";
import { Restartable, useEdit } from "@/ui/conflict/use-edit";
import { Checkbox } from "@/ui/checkbox";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { RadioCard } from "@/ui/radio-card";
import { toast } from "@/ui/toast";
import { serviceAccountsCopy } from "./copy";
import { serviceAccountsPath } from "./paths";

const copy = serviceAccountsCopy.form;
type Role = ServiceAccount["role"];
const roles = Object.keys(copy.roles) as Role[];
const isRole = (value: string): value is Role => value in copy.roles;

type FormProps = { organization: MyOrganization; account?: ServiceAccount | undefined; onDone: () => void };

/** Creates or edits a service account. */
export function ServiceAccountForm(props: FormProps) {
  return <Restartable>{(restart) => <Form {...props} onRestart={restart} />}</Restartable>;
}

function Form({ organization, account, onDone, onRestart }: FormProps & { onRestart: () => void }) {
  const [opened] = useState(account);
  const [role, setRole] = useState<string>(account?.customRole?.id ?? account?.role ?? (covers(organization, { role: "member" }, "apiKey") ? "member" : ""));
  const customRoles = useCustomRoles(organization).filter((customRole) => covers(organization, rightsOf(customRole), "apiKey"));
  const [limited, setLimited] = useState(account?.estateIds != null);
  const [estateIds, setEstateIds] = useState<string[]>(account?.estateIds ?? []);
  const queryClient = useQueryClient();
  const options = {
    meta: { form: true },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", serviceAccountsPath] }),
  };
  const create = api.useMutation("post", serviceAccountsPath, options);
  const update = api.useMutation("patch", `${serviceAccountsPath}/{serviceAccountId}`, options);
  const error = create.error ?? update.error;
  const form = useFields({ name: account?.name ?? "", estateIds: "" }, error);
  const edit = useEdit({ facts: account ? factsOf(account, organization) : [], refetch: options.onSuccess, onLoad: onRestart });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { name } = form.values;
    const path = { organizationId: organization.id };
    const chosen = isRole(role) ? { role } : { customRoleId: role };
    try {
      if (opened) {
        const estates = limited ? { estateIds } : { allEstates: true };
        const body = { name, ...chosen, ...estates };
        await edit.save(opened.revision, (header) => update.mutateAsync({ params: { path: { ...path, serviceAccountId: opened.id }, header }, body }));
      } else {
        await create.mutateAsync({ params: { path }, body: { name, ...chosen, ...(limited ? { estateIds } : {}) } });
      }
    } catch {
      return; // The form shows why.
    }
    onDone();
    toast.success((account ? copy.saved : copy.created)(name));
  };
  return (
    <form className="grid gap-5" onSubmit={(event) => void submit(event)}>
      <FormError error={error} fields={["name", "estateIds"]} />
      <Field label={copy.name} required maxLength={100} autoComplete="off" hint={copy.nameHint} {...form.input("name")} />
      <RadioGroup.Root aria-label={copy.role} value={role} onValueChange={setRole} className="grid gap-2 sm:grid-cols-3">
        {roles.filter((value) => covers(organization, { role: value }, "apiKey")).map((value) => (
          <RadioCard key={value} value={value} {...copy.roles[value]} />
        ))}
        {customRoles.map(({ id, name, baseRole }) => (
          <RadioCard key={id} value={id} name={name} note={membersCopy.changeRole.limited(roleLabels[baseRole].label)} />
        ))}
      </RadioGroup.Root>
      <Checkbox label={copy.limit} hint={copy.limitHint} checked={limited} onChange={setLimited} />
      {limited && <EstatesField estates={organization.estates} chosen={estateIds} onChange={setEstateIds} error={form.errorOf("estateIds") ?? ""} />}
      <SubmitButton pending={create.isPending || update.isPending} disabled={role === ""} className="justify-self-end">
        {account ? copy.save : copy.create}
      </SubmitButton>
      {edit.dialog}
    </form>
  );
}

/** What a service account is, for people who are about to change it. */
function factsOf({ name, role, estateIds }: ServiceAccount, { estates }: MyOrganization): [string, string][] {
  const names = estateIds?.map((id) => estates.find((estate) => estate.id === id)?.name ?? id).join(", ");
  return [
    [copy.name, name],
    [copy.role, copy.roles[role].name],
    ...(names === undefined ? [] : [[copy.limit, names] as [string, string]]),
  ];
}
