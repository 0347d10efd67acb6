import type { FormEvent } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { onboardingCopy } from "./copy";
import { useCompleteStep } from "./queries";

/** Confirms or changes the organization's name, which sign-up has generated. */
export function NameStep({ organization: { id, name }, estateId }: { organization: MyOrganization; estateId: string }) {
  const refetchSession = useRefetchSession();
  const update = api.useMutation("patch", "/api/organizations/{organizationId}", { meta: { form: true }, onSuccess: refetchSession });
  const completeStep = useCompleteStep(estateId, true);
  const form = useFields({ name }, update.error);
  const confirm = () => completeStep.mutate({ params: { path: { estateId } }, body: { step: "confirm_name" } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.values.name.trim() === name) return confirm();
    update.mutate({ params: { path: { organizationId: id } }, body: { name: form.values.name } }, { onSuccess: confirm });
  };
  return (
    <form className="grid max-w-sm gap-3" onSubmit={submit}>
      <FormError error={update.error ?? completeStep.error} fields={["name"]} />
      <Field label={onboardingCopy.steps.confirmName.name} required maxLength={100} autoComplete="organization" {...form.input("name")} />
      <SubmitButton size="small" pending={update.isPending || completeStep.isPending} className="justify-self-start">
        {onboardingCopy.steps.confirmName.submit}
      </SubmitButton>
    </form>
  );
}
