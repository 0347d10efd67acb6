import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import type { AdminUser } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { adminUsersCopy } from "./copy";

const copy = adminUsersCopy.impersonate;

/** Impersonates a user, for a reason. */
export function ImpersonateDialog({ user }: { user: AdminUser }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>{copy.submit}</Button>
      </DialogTrigger>
      <DialogContent title={copy.title(user.name)} description={copy.consequence}>
        <ImpersonateForm user={user} />
      </DialogContent>
    </Dialog>
  );
}

function ImpersonateForm({ user }: { user: AdminUser }) {
  // A full page load, so that no data of the administrator stays in memory.
  const impersonate = api.useMutation("post", "/api/admin/users/{userId}/impersonate", { meta: { form: true }, onSuccess: () => window.location.assign("/") });
  const form = useFields({ reason: "" }, impersonate.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    impersonate.mutate({ params: { path: { userId: user.id } }, body: form.values });
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <FormError error={impersonate.error} fields={["reason"]} />
      <Field label={copy.reason} required maxLength={500} autoComplete="off" hint={copy.reasonHint} {...form.input("reason")} />
      <SubmitButton pending={impersonate.isPending} className="justify-self-end">
        {copy.submit}
      </SubmitButton>
    </form>
  );
}
