import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
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
import { ClientSecret } from "./client-secret";
import { appScopes, appsCopy, scopeLabel } from "./copy";
import { oauthClientsPath } from "./paths";

const copy = appsCopy.create;

/** Registers an app, and shows its secret if it has one. */
export function RegisterAppDialog({ organization }: { organization: MyOrganization }) {
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setSecret(null);
    setOpen(false);
  };
  return (
    <Dialog open={open} onOpenChange={(opening) => (opening ? setOpen(true) : close())}>
      <DialogTrigger asChild>
        <Button size="small">
          <Plus aria-hidden />
          {copy.open}
        </Button>
      </DialogTrigger>
      {secret === null ? (
        <DialogContent title={copy.title} description={copy.description} className="max-w-lg!">
          <RegisterForm organization={organization} onRegistered={(secret) => (secret === null ? close() : setSecret(secret))} />
        </DialogContent>
      ) : (
        <ClientSecret secret={secret} onDone={close} />
      )}
    </Dialog>
  );
}

function RegisterForm({ organization, onRegistered }: { organization: MyOrganization; onRegistered: (secret: string | null) => void }) {
  const [scopes, setScopes] = useState<string[]>(["openid", "profile", "email"]);
  const [confidential, setConfidential] = useState(false);
  const queryClient = useQueryClient();
  const create = api.useMutation("post", oauthClientsPath, {
    meta: { form: true },
    // The mutation cache must not keep the secret.
    gcTime: 0,
    onSuccess: async ({ secret }) => {
      onRegistered(secret);
      await queryClient.invalidateQueries({ queryKey: ["get", oauthClientsPath] });
    },
  });
  const form = useFields({ name: "", redirectUris: "", scopes: "" }, create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const redirectUris = form.values.redirectUris.split(/\s+/).filter((uri) => uri !== "");
    create.mutate({ params: { path: { organizationId: organization.id } }, body: { name: form.values.name, redirectUris, scopes, confidential } });
  };
  const toggle = (scope: string, checked: boolean) => {
    setScopes(checked ? [...scopes, scope] : scopes.filter((other) => other !== scope));
    form.set("scopes", scope);
  };
  return (
    <form className="grid gap-5" onSubmit={submit}>
      <FormError error={create.error} fields={["name", "redirectUris", "scopes"]} />
      <Field label={copy.name} required maxLength={100} autoComplete="off" {...form.input("name")} />
      <Field label={copy.redirectUris} required autoComplete="off" spellCheck={false} hint={copy.redirectUrisHint} {...form.input("redirectUris")} />
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 font-medium">{copy.scopes}</legend>
        {appScopes.map((scope) => (
          <Checkbox
            key={scope}
            label={scopeLabel(scope)}
            hint={<code className="font-mono">{scope}</code>}
            checked={scopes.includes(scope)}
            onChange={(checked) => toggle(scope, checked)}
          />
        ))}
        <FieldError>{form.errorOf("scopes")}</FieldError>
      </fieldset>
      <Checkbox label={copy.confidential} hint={copy.confidentialHint} checked={confidential} onChange={setConfidential} />
      <SubmitButton pending={create.isPending} disabled={scopes.length === 0} className="justify-self-end">
        {copy.submit}
      </SubmitButton>
    </form>
  );
}
