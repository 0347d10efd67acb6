import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization, Sso, SsoConnection } from "@/api/types";
import { Button } from "@/ui/button";
import { useEdit } from "@/ui/conflict/use-edit";
import { Confirmation } from "@/ui/confirmation";
import { Field } from "@/ui/field";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { ConnectionTest } from "./connection-test";
import { ssoSettingsCopy } from "./copy";
import { type Mapping, RoleMappings, roleOptions } from "./role-mappings";
import { ssoPath } from "./paths";

const copy = ssoSettingsCopy.connection;

type Preset = keyof typeof copy.presets;
const presets = (Object.keys(copy.presets) as Preset[]).map((value) => ({ value, label: copy.presets[value] }));

/** The form of the connection, with what the identity provider needs to know. */
export function ConnectionPanel({ organization, sso, onRestart }: { organization: MyOrganization; sso: Sso; onRestart: () => void }) {
  const { connection, callbackUrl, domains } = sso;
  const [opened] = useState(connection);
  const queryClient = useQueryClient();
  const refetch = () => queryClient.invalidateQueries({ queryKey: ["get", ssoPath] });
  const params = { path: { organizationId: organization.id } };
  const save = api.useMutation("put", ssoPath, {
    meta: { form: true },
    onSuccess: async () => {
      toast.success(copy.saved);
      await refetch();
      onRestart();
    },
  });
  const remove = api.useMutation("delete", ssoPath, {
    onSuccess: async () => {
      toast.success(copy.removed);
      await refetch();
      onRestart();
    },
  });
  const [preset, setPreset] = useState<Preset>("generic");
  const [mappings, setMappings] = useState<Mapping[]>(connection?.roleMappings ?? []);
  const [defaultRole, setDefaultRole] = useState(connection?.defaultRole ?? "member");
  const form = useFields({ issuer: connection?.issuer ?? "", clientId: connection?.clientId ?? "", clientSecret: "", groupsClaim: connection?.groupsClaim ?? "groups" }, save.error);
  const edit = useEdit({ facts: connection ? factsOf(connection) : [], refetch, onLoad: onRestart });
  const ids = { preset: useId(), role: useId() };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { clientSecret, ...values } = form.values;
    const body = { ...values, ...(clientSecret === "" ? {} : { clientSecret }), roleMappings: mappings, defaultRole };
    const saved = opened ? edit.save(opened.revision, (header) => save.mutateAsync({ params: { ...params, header }, body })) : save.mutateAsync({ params, body });
    saved.catch(() => undefined); // The form shows why.
  };
  return (
    <Panel title={copy.title}>
      <p className="border-b border-line px-4 py-3 text-quiet">{copy.description}</p>
      <form className="grid max-w-xl gap-4 p-4" onSubmit={submit}>
        {domains.length === 0 ? (
          <Notice tone="warning" title={copy.noDomains.title}>
            {copy.noDomains.detail}
          </Notice>
        ) : (
          <p className="break-words text-quiet">{copy.domains(domains.join(", "))}</p>
        )}
        <div className="grid gap-1.5">
          <label htmlFor={ids.preset} className="font-medium">
            {copy.preset}
          </label>
          <Select id={ids.preset} value={preset} options={presets} onChange={setPreset} />
          <p className="text-xs text-quiet">{copy.help[preset]}</p>
        </div>
        <CopyableSecret label={copy.callbackUrl} value={callbackUrl} />
        <FormError error={save.error} fields={["issuer", "clientId", "clientSecret", "groupsClaim"]} />
        <Field label={copy.issuer} required maxLength={500} inputMode="url" autoComplete="off" spellCheck={false} placeholder={copy.issuerExamples[preset]} {...form.input("issuer")} />
        <Field label={copy.clientId} required maxLength={500} autoComplete="off" spellCheck={false} {...form.input("clientId")} />
        <Field
          label={copy.clientSecret}
          type="password"
          required={connection === null}
          maxLength={2000}
          autoComplete="off"
          hint={connection === null ? undefined : copy.secretKept}
          {...form.input("clientSecret")}
        />
        <Field label={copy.groupsClaim} required maxLength={100} autoComplete="off" spellCheck={false} hint={copy.groupsHint} {...form.input("groupsClaim")} />
        <RoleMappings mappings={mappings} onChange={setMappings} />
        <div className="grid gap-1.5">
          <label htmlFor={ids.role} className="font-medium">
            {copy.defaultRole}
          </label>
          <Select id={ids.role} className="w-40" value={defaultRole} options={roleOptions} onChange={setDefaultRole} />
        </div>
        <div className="flex flex-wrap gap-2">
          <SubmitButton pending={save.isPending}>{connection === null ? copy.create : copy.save}</SubmitButton>
          {connection && (
            <Confirmation
              trigger={<Button variant="ghost">{copy.remove}</Button>}
              title={copy.removeTitle}
              description={copy.removeConsequence}
              confirm={copy.removeConfirm}
              danger
              onConfirm={() => remove.mutateAsync({ params })}
            />
          )}
        </div>
      </form>
      {edit.dialog}
      {connection && <ConnectionTest organizationId={organization.id} />}
    </Panel>
  );
}

/** What the connection is, for people who are about to change it. */
function factsOf({ issuer, clientId, groupsClaim, roleMappings, defaultRole }: SsoConnection): [string, string][] {
  return [
    [copy.issuer, issuer],
    [copy.clientId, clientId],
    [copy.groupsClaim, groupsClaim],
    [copy.mappings, roleMappings.map(({ group, role }) => `${group}: ${role}`).join(", ")],
    [copy.defaultRole, defaultRole],
  ];
}
