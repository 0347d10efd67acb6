import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FieldError } from "@/ui/field-error";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Select } from "@/ui/select";
import { ApiKeySecret } from "./api-key-secret";
import { apiClientsCopy } from "./copy";
import { expiryDate, expiries, type Expiry } from "./expiry";
import { apiKeysPath } from "./paths";
import { grantableScopes, scopeLabel } from "./scopes";

const copy = apiClientsCopy.create;

type DialogProps = { organization: MyOrganization };

/** Creates an API key and shows its secret, which is available only now. */
export function CreateApiKeyDialog({ organization }: DialogProps) {
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const change = (opening: boolean) => {
    setSecret(null);
    setOpen(opening);
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
          <CreateForm organization={organization} onCreated={setSecret} />
        </DialogContent>
      ) : (
        <DialogContent
          title={apiClientsCopy.secret.title}
          description={apiClientsCopy.secret.description}
          className="max-w-lg!"
          // A click outside must not close the dialog and lose the key.
          onInteractOutside={(event) => event.preventDefault()}
        >
          <ApiKeySecret organizationId={organization.id} secret={secret} />
          <Button variant="primary" className="justify-self-end" onClick={() => change(false)}>
            {apiClientsCopy.secret.done}
          </Button>
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
  const toggle = (scope: string, checked: boolean) => {
    const chosen = checked ? [...scopes, scope] : scopes.filter((other) => other !== scope);
    setScopes(chosen);
    form.set("scopes", chosen.join());
  };
  return (
    <form className="grid gap-5" onSubmit={submit}>
      <FormError error={create.error} fields={["name", "scopes", "expiresAt"]} />
      <Field label={copy.name} required maxLength={100} autoComplete="off" hint={copy.nameHint} {...form.input("name")} />
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
