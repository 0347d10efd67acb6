import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization, Organization } from "@/api/types";
import { DebugId } from "@/app/session/debug-id";
import { hasPermission } from "@/app/session/permissions";
import { useRefetchSession } from "@/app/session/session";
import { Restartable, useEdit } from "@/ui/conflict/use-edit";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { settingsCopy } from "./settings-copy";
import { normalizeSlug, maxSlugLength } from "./slug";

const copy = settingsCopy.general;
const organizationPath = "/api/organizations/{organizationId}";

type PanelProps = { organization: MyOrganization };

export function GeneralPanel({ organization }: PanelProps) {
  return (
    <Panel title={copy.title} actions={<DebugId id={organization.id} />}>
      <div className="p-4">{hasPermission(organization, "organization.update") ? <Settings organization={organization} /> : <Facts organization={organization} />}</div>
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

function Settings({ organization: { id } }: PanelProps) {
  const organization = api.useQuery("get", organizationPath, { params: { path: { organizationId: id } } });
  const { data } = organization;
  if (data) return <Restartable>{(restart) => <GeneralForm organization={data} onRestart={restart} />}</Restartable>;
  if (!organization.isPending) return <ListError error={organization.error} onRetry={organization.refetch} pending={organization.isFetching} />;
  return (
    <div aria-hidden className="grid max-w-md gap-4">
      <Skeleton className="h-14" />
      <Skeleton className="h-14" />
    </div>
  );
}

function GeneralForm({ organization, onRestart }: { organization: Organization; onRestart: () => void }) {
  const [{ id, name, slug, revision }] = useState(organization);
  const queryClient = useQueryClient();
  const refetchSession = useRefetchSession();
  const refetch = () => queryClient.invalidateQueries({ queryKey: ["get", organizationPath] });
  const update = api.useMutation("patch", organizationPath, {
    meta: { form: true },
    onSuccess: async () => {
      // The `$organization` route follows a changed slug.
      await Promise.all([refetchSession(), refetch()]);
      toast.success(copy.saved);
      onRestart();
    },
  });
  const form = useFields({ name, slug }, update.error);
  const edit = useEdit({
    facts: [
      [copy.name, organization.name],
      [copy.slug, organization.slug],
    ],
    refetch,
    onLoad: onRestart,
  });
  const { values } = form;
  const slugChanged = values.slug !== slug;
  const nameChanged = values.name.trim() !== name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { ...(nameChanged ? { name: values.name } : {}), ...(slugChanged ? { slug: values.slug } : {}) };
    const saved = edit.save(revision, (header) => update.mutateAsync({ params: { path: { organizationId: id }, header }, body }));
    saved.catch(() => undefined); // The form shows why.
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
      {edit.dialog}
    </form>
  );
}
