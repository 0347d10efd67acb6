import { type FormEvent, type RefObject, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { Member, MyOrganization } from "@/api/types";
import { EstatesField } from "@/features/organizations/estates/estates-field";
import { Restartable } from "@/ui/conflict/use-edit";
import { Dialog, DialogContent } from "@/ui/dialog";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { toast } from "@/ui/toast";
import { membersCopy } from "./copy";
import { useMemberEdit } from "./use-member-edit";
import { useUpdateMember } from "./use-update-member";

const copy = membersCopy.guest;

type GuestDialogProps = {
  member: Member;
  organization: MyOrganization;
  open: boolean;
  onClose: () => void;
  returnFocus: RefObject<HTMLElement | null>;
};

/** Makes a member a guest of the selected estates. */
export function GuestDialog({ open, onClose, returnFocus, ...rest }: GuestDialogProps) {
  const { member } = rest;
  return (
    <Dialog open={open} onOpenChange={(opening) => !opening && onClose()}>
      <DialogContent
        title={copy.title(member.name)}
        description={copy.consequence}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          returnFocus.current?.focus();
        }}
      >
        <Restartable>{(restart) => <GuestForm {...rest} onDone={onClose} onRestart={restart} />}</Restartable>
      </DialogContent>
    </Dialog>
  );
}

type FormProps = { member: Member; organization: MyOrganization; onDone: () => void; onRestart: () => void };

function GuestForm({ member, organization, onDone, onRestart }: FormProps) {
  const [{ revision }] = useState(member);
  const [estateIds, setEstateIds] = useState<string[]>([]);
  const update = useUpdateMember(true);
  const edit = useMemberEdit(member, organization, onRestart);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const path = { organizationId: organization.id, userId: member.userId };
      await edit.save(revision, (header) => update.mutateAsync({ params: { path, header }, body: { role: "guest", estateIds } }));
    } catch {
      return; // The form shows why.
    }
    onDone();
    toast.success(membersCopy.changeRole.changed(member.name, membersCopy.roles.guest.withArticle));
  };
  return (
    <form className="grid gap-5" onSubmit={(event) => void submit(event)}>
      <FormError error={update.error} fields={["estateIds"]} />
      <EstatesField estates={organization.estates} chosen={estateIds} onChange={setEstateIds} error={fieldErrors(update.error).estateIds} />
      <SubmitButton pending={update.isPending} className="justify-self-end">
        {copy.submit}
      </SubmitButton>
      {edit.dialog}
    </form>
  );
}
