import type { FormEvent } from "react";
import { api } from "@/api/client";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { auditStreamCopy as copy } from "./copy";
import { auditStreamPath } from "./paths";
import { useRefetchAuditStream } from "./use-refetch";

type CreateAuditStreamProps = { organizationId: string; onCreated: (secret: string) => void };

/** Starts a stream; its secret is available only then. */
export function CreateAuditStream({ organizationId, onCreated }: CreateAuditStreamProps) {
  const refetch = useRefetchAuditStream();
  const create = api.useMutation("post", auditStreamPath, {
    meta: { form: true },
    // The mutation cache must not keep the secret.
    gcTime: 0,
    onSuccess: ({ secret }) => {
      onCreated(secret);
      return refetch();
    },
  });
  const form = useFields({ url: "" }, create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ params: { path: { organizationId } }, body: { url: form.values.url } });
  };
  return (
    <form className="grid max-w-xl gap-4 p-4" onSubmit={submit}>
      <p className="text-quiet">{copy.explanation}</p>
      <FormError error={create.error} fields={["url"]} />
      <Field label={copy.create.url} type="url" required maxLength={2048} autoComplete="off" hint={copy.create.hint} {...form.input("url")} />
      <SubmitButton variant="outline" pending={create.isPending} className="justify-self-start">
        {copy.create.submit}
      </SubmitButton>
    </form>
  );
}
