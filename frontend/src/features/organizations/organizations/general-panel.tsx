import type { FormEvent } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { DebugId } from "@/app/session/debug-id";
import { hasPermission } from "@/app/session/permissions";
import { useRefetchSession } from "@/app/session/session";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { settingsCopy } from "./settings-copy";
import { normalizeSlug, maxSlugLength } from "./slug";

const copy = settingsCopy.general;

type PanelProps = { organization: MyOrganization };

export function GeneralPanel({ organization }: PanelProps) {
  return (
    <Panel title={copy.title} actions={<DebugId id={organization.id} />}>
      <div className="p-4">{hasPermission(organization, "organization.update") ? <GeneralForm organization={organization} /> : <Facts organization={organization} />}</div>
    </Panel>
  );
}

function Facts({ organization: { name, slug } }: PanelProps) {
  return (
    <dl className="grid gap-3 sm:grid-cols-[8rem_minmax(0,1fr)]">
      <dt className="text-quiet">{copy.name}</dt>
      <dd className="font-medium break-words">{name}</dd>
      <dt className="text-quiet">{copy.slug}</dt>
      <dd className="font-mono text-xs break-all">
        {window.location.host}/{slug}
      </dd>
    </dl>
  );
}

function GeneralForm({ organization: { id, name, slug } }: PanelProps) {
  const refetchSession = useRefetchSession();
  const update = api.useMutation("patch", "/api/organizations/{organizationId}", {
    meta: { form: true },
    onSuccess: async () => {
      // The `$organization` route follows a changed slug.
      await refetchSession();
      toast.success(copy.saved);
    },
  });
  const form = useFields({ name, slug }, update.error);
  const { values } = form;
  const slugChanged = values.slug !== slug;
  const nameChanged = values.name.trim() !== name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ params: { path: { organizationId: id } }, body: { ...(nameChanged ? { name: values.name } : {}), ...(slugChanged ? { slug: values.slug } : {}) } });
  };
  return (
    <form className="grid max-w-md gap-4" onSubmit={submit}>
      <FormError error={update.error} fields={["name", "slug"]} />
      <Field label={copy.name} required maxLength={100} {...form.input("name")} />
      <Field
        label={copy.slug}
        required
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        minLength={2}
        maxLength={maxSlugLength}
        pattern="[a-z0-9]+(-[a-z0-9]+)*"
        title={copy.slugFormat}
        hint={`${window.location.host}/${values.slug || "…"}`}
        className="font-mono"
        {...form.input("slug")}
        onChange={(event) => form.set("slug", normalizeSlug(event.target.value))}
      />
      {slugChanged && (
        <Notice tone="warning" title={copy.slugChange.title}>
          {copy.slugChange.detail(slug)}
        </Notice>
      )}
      <SubmitButton pending={update.isPending} disabled={!slugChanged && !nameChanged} className="justify-self-start">
        {copy.submit}
      </SubmitButton>
    </form>
  );
}
