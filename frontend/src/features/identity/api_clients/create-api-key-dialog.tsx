import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { type FormEvent, useId, useRef, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { Confirmation } from "@/ui/confirmation";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FieldError } from "@/ui/field-error";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { RadioCard } from "@/ui/radio-card";
import { Select } from "@/ui/select";
import { ApiKeySecret } from "./api-key-secret";
import { apiClientsCopy } from "./copy";
import { expiryDate, expiries, type Expiry } from "./expiry";
import { apiKeysPath } from "./paths";
import { grantableScopes, matchingPreset, type Preset, presets, presetScopes, scopeLabel } from "./scopes";

const copy = apiClientsCopy.create;

type DialogProps = { organization: MyOrganization };

/** Creates an API key and shows its secret, which is available only now. */
export function CreateApiKeyDialog({ organization }: DialogProps) {
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const done = useRef<HTMLButtonElement>(null);
  const show = (secret: string) => {
    setSecret(secret);
    setCopied(false);
  };
  const close = () => {
    setSecret(null);
    setOpen(false);
  };
  const change = (opening: boolean) => {
    if (opening) setOpen(true);
    else if (secret !== null && !copied) setConfirming(true);
    else close();
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          {copy.open}
        </Button>
      </DialogTrigger>
      {secret === null ? (
        <DialogContent title={copy.title} description={copy.description} className="max-w-lg!">
          <CreateForm organization={organization} onCreated={show} />
        </DialogContent>
      ) : (
        <DialogContent title={apiClientsCopy.secret.title} description={apiClientsCopy.secret.description} className="max-w-lg!">
          <ApiKeySecret organizationId={organization.id} secret={secret} onCopied={() => setCopied(true)} />
          <Button ref={done} variant="primary" className="justify-self-end" onClick={() => change(false)}>
            {apiClientsCopy.secret.done}
          </Button>
          <Confirmation
            open={confirming}
            onOpenChange={setConfirming}
            returnFocus={done}
            title={apiClientsCopy.secret.uncopied.title}
            description={apiClientsCopy.secret.uncopied.consequence}
            confirm={apiClientsCopy.secret.uncopied.confirm}
            danger
            onConfirm={async () => close()}
          />
        </DialogContent>
      )}
    </Dialog>
  );
}

function CreateForm({ organization, onCreated }: DialogProps & { onCreated: (secret: string) => void }) {
  const expiryId = useId();
  const [scopes, setScopes] = useState<string[]>([]);
  const [expiry, setExpiry] = useState<Expiry>("90");
  const queryClient = useQueryClient();
  const create = api.useMutation("post", apiKeysPath, {
    meta: { form: true },
    // The mutation cache must not keep the secret.
    gcTime: 0,
    onSuccess: ({ secret }) => {
      onCreated(secret);
      return queryClient.invalidateQueries({ queryKey: ["get", apiKeysPath] });
    },
  });
  const form = useFields({ name: "", scopes: "", expiresAt: "" }, create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const expiresAt = expiryDate(expiry, Date.now());
    create.mutate({
      params: { path: { organizationId: organization.id } },
      body: { name: form.values.name, scopes, ...(expiresAt ? { expiresAt } : {}) },
    });
  };
  const choose = (chosen: string[]) => {
    setScopes(chosen);
    form.set("scopes", chosen.join());
  };
  const toggle = (scope: string, checked: boolean) => choose(checked ? [...scopes, scope] : scopes.filter((other) => other !== scope));
  return (
    <form className="grid gap-5" onSubmit={submit}>
      <FormError error={create.error} fields={["name", "scopes", "expiresAt"]} />
      <Field label={copy.name} required maxLength={100} autoComplete="off" hint={copy.nameHint} {...form.input("name")} />
      <RadioGroup.Root
        aria-label={copy.access}
        value={matchingPreset(scopes, organization.role) ?? ""}
        onValueChange={(preset) => choose(presetScopes(preset as Preset, organization.role))}
        className="grid gap-2 sm:grid-cols-3"
      >
        {presets.map((preset) => (
          <RadioCard key={preset} value={preset} {...copy.presets[preset]} />
        ))}
      </RadioGroup.Root>
      <div className="grid gap-3">
        {grantableScopes(organization.role).map((group) => (
          <fieldset key={group.title} className="grid gap-1.5">
            <legend className="mb-1.5 text-xs font-medium text-quiet">{group.title}</legend>
            {group.scopes.map((scope) => (
              <Checkbox
                key={scope}
                label={scopeLabel(scope)}
                hint={<code className="font-mono">{scope}</code>}
                checked={scopes.includes(scope)}
                onChange={(checked) => toggle(scope, checked)}
              />
            ))}
          </fieldset>
        ))}
        <FieldError>{form.errorOf("scopes")}</FieldError>
      </div>
      <div className="grid gap-1.5">
        <label htmlFor={expiryId} className="font-medium">
          {copy.expiration}
        </label>
        <Select id={expiryId} value={expiry} options={expiries} onChange={setExpiry} />
        <FieldError>{form.errorOf("expiresAt")}</FieldError>
      </div>
      <SubmitButton pending={create.isPending} disabled={scopes.length === 0} className="justify-self-end">
        {copy.submit}
      </SubmitButton>
    </form>
  );
}
