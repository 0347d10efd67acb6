import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import type { AdminUser } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Notice } from "@/ui/notice";
import { toast } from "@/ui/toast";
import { adminUsersCopy } from "./copy";
import { useInvalidateUsers } from "./queries";

const copy = adminUsersCopy.ban;

/** Bans a user with a reason, for good or until a time. Asks before it leaves organizations without an owner. */
export function BanDialog({ user }: { user: AdminUser }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>{copy.open}</Button>
      </DialogTrigger>
      <DialogContent title={copy.title(user.name)} description={copy.consequence}>
        <BanForm user={user} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function BanForm({ user, onDone }: { user: AdminUser; onDone: () => void }) {
  const invalidateUsers = useInvalidateUsers();
  const ban = api.useMutation("post", "/api/admin/users/{userId}/ban", {
    meta: { form: true },
    onSuccess: async () => {
      await invalidateUsers();
      onDone();
      toast.success(copy.banned(user.name));
    },
  });
  const onlyOwned = onlyOwnedOrganizations(ban.error);
  const form = useFields({ reason: "", until: "" }, ban.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { reason, until } = form.values;
    ban.mutate({ params: { path: { userId: user.id } }, body: { reason, ...(until ? { until: new Date(until).toISOString() } : {}), ...(onlyOwned ? { force: true } : {}) } });
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      {onlyOwned ? <OnlyOwner names={onlyOwned} /> : <FormError error={ban.error} fields={["reason", "until"]} />}
      <Field label={copy.reason} required maxLength={500} autoComplete="off" hint={copy.reasonHint} {...form.input("reason")} />
      <Field label={copy.until} type="datetime-local" hint={copy.untilHint} {...form.input("until")} />
      <SubmitButton variant="danger" pending={ban.isPending} className="justify-self-end">
        {onlyOwned ? copy.force : copy.submit}
      </SubmitButton>
    </form>
  );
}

/** Names the organizations that nobody could manage. */
function OnlyOwner({ names }: { names: string[] }) {
  return (
    <Notice tone="warning" title={copy.onlyOwner}>
      {copy.onlyOwnerDetail}
      <ul className="list-disc pl-5">
        {names.map((name, index) => (
          <li key={index}>{name}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** The names in the error `ONLY_OWNER`; null for another error. */
function onlyOwnedOrganizations(error: unknown): string[] | null {
  const apiError = asApiError(error);
  if (apiError?.error.code !== "ONLY_OWNER") return null;
  return (apiError.error.context as { organizations: { name: string }[] }).organizations.map(({ name }) => name);
}
