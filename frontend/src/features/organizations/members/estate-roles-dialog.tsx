import { type FormEvent, type RefObject, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { Member, MyOrganization } from "@/api/types";
import { Restartable } from "@/ui/conflict/use-edit";
import { Dialog, DialogContent } from "@/ui/dialog";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { toast } from "@/ui/toast";
import { membersCopy } from "./copy";
import { EstateRolesField } from "./estate-roles-field";
import { useMemberEdit } from "./use-member-edit";
import { useUpdateMember } from "./use-update-member";

const copy = membersCopy.estateRoles;

type DialogProps = {
  member: Member;
  organization: MyOrganization;
  open: boolean;
  onClose: () => void;
  returnFocus: RefObject<HTMLElement | null>;
};

/** Selects the roles of a member on estates. */
export function EstateRolesDialog({ open, onClose, returnFocus, ...rest }: DialogProps) {
  const { member } = rest;
  return (
    <Dialog open={open} onOpenChange={(opening) => !opening && onClose()}>
      <DialogContent title={copy.title(member.name)} description={member.role === "guest" ? copy.ofGuest : copy.ofMember} returnFocus={returnFocus}>
        <Restartable>{(restart) => <EstateRolesForm {...rest} onDone={onClose} onRestart={restart} />}</Restartable>
      </DialogContent>
    </Dialog>
  );
}

type FormProps = { member: Member; organization: MyOrganization; onDone: () => void; onRestart: () => void };

function EstateRolesForm({ member, organization, onDone, onRestart }: FormProps) {
  const [{ revision }] = useState(member);
  const [estateRoles, setEstateRoles] = useState(member.estateRoles);
  const update = useUpdateMember(true);
  const edit = useMemberEdit(member, organization, onRestart);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await edit.save(revision, (header) => update.mutateAsync({ params: { path: { organizationId: organization.id, userId: member.userId }, header }, body: { estateRoles } }));
    } catch {
      return; // The form shows why.
    }
    onDone();
    toast.success(copy.saved(member.name));
  };
  return (
    <form className="grid min-w-0 gap-5" onSubmit={(event) => void submit(event)}>
      <FormError error={update.error} fields={["estateRoles"]} />
      <EstateRolesField estates={organization.estates} chosen={estateRoles} onChange={setEstateRoles} error={fieldErrors(update.error).estateRoles} />
      <SubmitButton pending={update.isPending} className="justify-self-end">
        {copy.submit}
      </SubmitButton>
      {edit.dialog}
    </form>
  );
}
