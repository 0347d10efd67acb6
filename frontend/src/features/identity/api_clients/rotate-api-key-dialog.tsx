import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type RefObject, useId, useState } from "react";
import { api } from "@/api/client";
import type { ApiKey, MyOrganization } from "@/api/types";
import { DialogContent } from "@/ui/dialog";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { Select } from "@/ui/select";
import { apiClientsCopy } from "./copy";
import { apiKeysPath } from "./paths";
import { SecretDialog } from "./secret-dialog";

const copy = apiClientsCopy.rotate;
type Overlap = keyof typeof copy.overlaps;
const overlaps = (Object.keys(copy.overlaps) as Overlap[]).map((value) => ({ value, label: copy.overlaps[value] }));

type RotateProps = {
  apiKey: ApiKey;
  organization: MyOrganization;
  open: boolean;
  onClose: () => void;
  returnFocus: RefObject<HTMLElement | null>;
};

/** Replaces the secret of a key and shows the new one, which is available only now. */
export function RotateApiKeyDialog({ apiKey, organization, open, onClose, returnFocus }: RotateProps) {
  const overlapId = useId();
  const [overlap, setOverlap] = useState<Overlap>("86400");
  const [secret, setSecret] = useState<string | null>(null);
  const queryClient = useQueryClient();
  const rotate = api.useMutation("post", `${apiKeysPath}/{keyId}/rotate`, {
    meta: { form: true },
    // The mutation cache must not keep the secret.
    gcTime: 0,
    onSuccess: ({ secret }) => {
      setSecret(secret);
      return queryClient.invalidateQueries({ queryKey: ["get", apiKeysPath] });
    },
  });
  const close = () => {
    setSecret(null);
    rotate.reset();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotate.mutate({ params: { path: { organizationId: organization.id, keyId: apiKey.id } }, body: { overlapSeconds: Number(overlap) } });
  };
  return (
    <SecretDialog open={open} onOpen={() => undefined} onClose={close} organizationId={organization.id} secret={secret} returnFocus={returnFocus}>
      <DialogContent title={copy.title(apiKey.name)} description={copy.description} returnFocus={returnFocus}>
        <form className="grid gap-5" onSubmit={submit}>
          <FormError error={rotate.error} />
          <div className="grid gap-1.5">
            <label htmlFor={overlapId} className="font-medium">
              {copy.overlap}
            </label>
            <Select id={overlapId} value={overlap} options={overlaps} onChange={setOverlap} />
            {apiKey.previousExpiresAt && <p className="text-xs text-quiet">{copy.replaces}</p>}
          </div>
          <SubmitButton pending={rotate.isPending} className="justify-self-end">
            {copy.submit}
          </SubmitButton>
        </form>
      </DialogContent>
    </SecretDialog>
  );
}
