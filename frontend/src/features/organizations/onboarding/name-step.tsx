import type { FormEvent } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { useRenewMe } from "@/app/session/use-refetch-session";
import { Field } from "@/ui/field";
import { FormProblem } from "@/ui/form/form-problem";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { useDecision } from "./queries";

/** The organization's name as sign-up made it up, to be confirmed or changed. */
export function NameStep({ organization: { id, name }, estateId }: { organization: MyOrganization; estateId: string }) {
  const renew = useRenewMe();
  const update = api.useMutation("patch", "/api/organizations/{organizationId}", { meta: { form: true }, onSuccess: renew });
  const decision = useDecision(estateId, true);
  const form = useFields({ name }, update.error);
  const confirm = () => decision.mutate({ params: { path: { estateId } }, body: { step: "confirm_name" } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.values.name.trim() === name) return confirm();
    update.mutate({ params: { path: { organizationId: id } }, body: { name: form.values.name } }, { onSuccess: confirm });
  };
  return (
    <form className="grid max-w-sm gap-3" onSubmit={submit}>
      <FormProblem error={update.error ?? decision.error} fields={["name"]} />
      <Field label="Name of the organization" required maxLength={100} autoComplete="organization" {...form.input("name")} />
      <SubmitButton size="small" pending={update.isPending || decision.isPending} className="justify-self-start">
        Confirm the name
      </SubmitButton>
    </form>
  );
}
