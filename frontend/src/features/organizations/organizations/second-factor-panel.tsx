import type { FormEvent } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { formatDay } from "@/format/day";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { secondFactorCopy } from "./second-factor-copy";

const copy = secondFactorCopy.panel;

/** Requires a second factor of the organization's members, or requires it no longer. */
export function SecondFactorPanel({ organization }: { organization: MyOrganization }) {
  const refetchSession = useRefetchSession();
  const save = api.useMutation("put", "/api/organizations/{organizationId}/second-factor", {
    meta: { form: true },
    onSuccess: async () => {
      toast.success(copy.saved);
      await refetchSession();
    },
  });
  const form = useFields({ graceDays: "14" }, save.error);
  const from = organization.secondFactorRequiredFrom;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = from === null ? { required: true, graceDays: Number(form.values.graceDays) } : { required: false };
    save.mutate({ params: { path: { organizationId: organization.id } }, body });
  };
  return (
    <Panel title={copy.title}>
      <form className="grid max-w-sm gap-4 p-4" onSubmit={submit}>
        <p className="text-quiet">{from === null ? copy.none : Date.parse(from) <= Date.now() ? copy.required(formatDay(from)) : copy.from(formatDay(from))}</p>
        <FormError error={save.error} fields={["graceDays"]} />
        {from === null && <Field label={copy.graceDays} type="number" required min={0} max={90} hint={copy.graceHint} {...form.input("graceDays")} />}
        <SubmitButton variant="outline" pending={save.isPending} className="justify-self-start">
          {from === null ? copy.require : copy.end}
        </SubmitButton>
      </form>
    </Panel>
  );
}
