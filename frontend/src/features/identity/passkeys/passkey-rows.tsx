import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import type { Passkey } from "@/api/types";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Dialog, DialogContent } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { toast } from "@/ui/toast";
import { passkeysCopy } from "./copy";
import { PasskeyError } from "./passkey-button";
import { createPasskey } from "./web-authn";

const copy = passkeysCopy;

type PasskeyRowsProps = { passkeys: readonly Passkey[]; onChanged: () => Promise<void>; onCodes: (backupCodes: readonly string[]) => void };

/** The user's passkeys, with a button that adds one. */
export function PasskeyRows({ passkeys, onChanged, onCodes }: PasskeyRowsProps) {
  const [isAdding, setIsAdding] = useState(false);
  const added = async (backupCodes: readonly string[] | null) => {
    setIsAdding(false);
    if (backupCodes) onCodes(backupCodes);
    toast.success(copy.add.done);
    await onChanged();
  };
  return (
    <div className="border-t border-line">
      {passkeys.length > 0 && (
        <ul className="divide-y divide-line border-b border-line">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onChanged={onChanged} />
          ))}
        </ul>
      )}
      <div className="p-4">
        <Button onClick={() => setIsAdding(true)}>{copy.add.open}</Button>
      </div>
      {isAdding && <AddPasskeyDialog onAdded={(codes) => void added(codes)} onClose={() => setIsAdding(false)} />}
    </div>
  );
}

function PasskeyRow({ passkey, onChanged }: { passkey: Passkey; onChanged: () => Promise<void> }) {
  const { id, name, signsIn, createdAt } = passkey;
  const remove = api.useMutation("delete", "/api/user/passkeys/{passkeyId}", {
    onSuccess: async () => {
      toast.success(copy.row.removed(name));
      await onChanged();
    },
  });
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
      <KeyRound aria-hidden className="size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 leading-snug">
        <span className="font-medium break-words">{name}</span>
        <span className="text-xs text-quiet">
          {signsIn ? copy.row.passkey : copy.row.securityKey}, {copy.row.since(formatDay(createdAt))}
        </span>
      </div>
      <Confirmation
        trigger={
          <Button size="small" variant="ghost">
            {copy.row.remove}
            <span className="sr-only"> {name}</span>
          </Button>
        }
        title={copy.row.removeTitle(name)}
        description={copy.row.consequence}
        confirm={copy.row.remove}
        danger
        onConfirm={() => remove.mutateAsync({ params: { path: { passkeyId: id } } })}
      />
    </li>
  );
}

function AddPasskeyDialog({ onAdded, onClose }: { onAdded: (backupCodes: readonly string[] | null) => void; onClose: () => void }) {
  const start = api.useMutation("post", "/api/user/passkeys/options", { meta: { form: true } });
  const add = api.useMutation("post", "/api/user/passkeys", { meta: { form: true } });
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const form = useFields({ name: copy.add.defaultName as string }, error);
  const create = async () => {
    const passkey = await createPasskey(await start.mutateAsync({}));
    const { backupCodes } = await add.mutateAsync({ body: { name: form.values.name, ...passkey } });
    onAdded(backupCodes);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setPending(true);
    setError(null);
    create()
      .catch(setError)
      .finally(() => setPending(false));
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={copy.add.title} description={copy.add.text}>
        <form className="grid gap-4" onSubmit={submit}>
          <PasskeyError error={error} />
          <Field label={copy.add.name} required autoFocus maxLength={100} {...form.input("name")} />
          <SubmitButton pending={pending}>{copy.add.submit}</SubmitButton>
        </form>
      </DialogContent>
    </Dialog>
  );
}
