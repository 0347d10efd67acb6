import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { type ComponentProps, type FormEvent, useId, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import type { Rights } from "@/app/session/permissions";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { DialogContent } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FieldError } from "@/ui/field-error";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { RadioCard } from "@/ui/radio-card";
import { Select } from "@/ui/select";
import { apiClientsCopy } from "./copy";
import { expiryDate, expiries, type Expiry } from "./expiry";
import { apiKeysPath } from "./paths";
import { grantableScopes, matchingPreset, type Preset, presets, presetScopes, scopeLabel } from "./scopes";
import { SecretDialog } from "./secret-dialog";

const copy = apiClientsCopy.create;

/** The service account that a key is for. */
type KeyAccount = Rights & { id: string; name: string };
type DialogProps = { organization: MyOrganization; account?: KeyAccount | undefined };

/** Creates an API key, of the user or of a service account, and shows its secret, which is available only now. */
export function CreateApiKeyDialog({ organization, account }: DialogProps) {
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setSecret(null);
    setOpen(false);
  };
  return (
    <SecretDialog open={open} onOpen={() => setOpen(true)} onClose={close} organizationId={organization.id} secret={secret} trigger={<Trigger account={account} />}>
      <DialogContent title={copy.title} description={account ? copy.ofAccount(account.name) : copy.description} className="max-w-lg!">
        <CreateForm organization={organization} account={account} onCreated={setSecret} />
      </DialogContent>
    </SecretDialog>
  );
}

function Trigger({ account, ...rest }: { account: KeyAccount | undefined } & ComponentProps<typeof Button>) {
  return account ? (
    <Button size="small" {...rest}>
      {copy.openOfAccount}
      <span className="sr-only"> {account.name}</span>
    </Button>
  ) : (
    <Button variant="primary" {...rest}>
      <Plus aria-hidden />
      {copy.open}
    </Button>
  );
}

function CreateForm({ organization, account, onCreated }: DialogProps & { onCreated: (secret: string) => void }) {
  const expiryId = useId();
  const [scopes, setScopes] = useState<string[]>([]);
  const [expiry, setExpiry] = useState<Expiry>("90");
  const queryClient = useQueryClient();
  const rights = account ?? organization;
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
      body: { name: form.values.name, scopes, ...(expiresAt ? { expiresAt } : {}), ...(account ? { serviceAccountId: account.id } : {}) },
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
        value={matchingPreset(scopes, rights) ?? ""}
        onValueChange={(preset) => choose(presetScopes(preset as Preset, rights))}
        className="grid gap-2 sm:grid-cols-3"
      >
        {presets.map((preset) => (
          <RadioCard key={preset} value={preset} {...copy.presets[preset]} />
        ))}
      </RadioGroup.Root>
      <div className="grid gap-3">
        {grantableScopes(rights).map((group) => (
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
