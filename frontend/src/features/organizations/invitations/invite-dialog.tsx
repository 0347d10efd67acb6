import { useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { type FormEvent, useId, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization, Role } from "@/api/types";
import { EstatesField } from "@/features/organizations/estates/estates-field";
import { firstRole, grantableRoles, roleLabels } from "@/features/organizations/members/roles";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FieldError } from "@/ui/field-error";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { RadioCard } from "@/ui/radio-card";
import { Select } from "@/ui/select";
import { invitationsCopy } from "./copy";
import { invitationsPath } from "./paths";

const copy = invitationsCopy.create;
const createdCopy = invitationsCopy.created;

type CreatedInvitation = { url: string; email: string | null; expiresAt: string };

/** Creates an invitation by email, or a link that anyone can join with. */
export function InviteDialog({ organization }: { organization: MyOrganization }) {
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedInvitation | null>(null);
  const change = (opening: boolean) => {
    if (opening) setCreated(null);
    setOpen(opening);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <UserPlus aria-hidden />
          {copy.open}
        </Button>
      </DialogTrigger>
      {created ? (
        <DialogContent
          title={created.email ? createdCopy.emailTitle : createdCopy.linkTitle}
          description={created.email ? createdCopy.emailText(created.email) : createdCopy.linkText}
        >
          <CopyableSecret label={createdCopy.link} value={created.url} hint={createdCopy.hint(formatDay(created.expiresAt))} />
          <Button variant="primary" className="justify-self-end" onClick={() => setOpen(false)}>
            {createdCopy.done}
          </Button>
        </DialogContent>
      ) : (
        <DialogContent title={copy.title(organization.name)}>
          <InviteForm organization={organization} onCreated={setCreated} />
        </DialogContent>
      )}
    </Dialog>
  );
}

function InviteForm({ organization, onCreated }: { organization: MyOrganization; onCreated: (created: CreatedInvitation) => void }) {
  const roleId = useId();
  const [kind, setKind] = useState<"mail" | "link">("mail");
  const [role, setRole] = useState<Role>(() => firstRole(organization));
  const [estateIds, setEstateIds] = useState<string[]>([]);
  const queryClient = useQueryClient();
  const create = api.useMutation("post", invitationsPath, {
    meta: { form: true },
    onSuccess: ({ invitation, url }) => {
      onCreated({ url, email: invitation.email ?? null, expiresAt: invitation.expiresAt });
      return queryClient.invalidateQueries({ queryKey: ["get", invitationsPath] });
    },
  });
  const form = useFields({ email: "", role: "", estateIds: "" }, create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      params: { path: { organizationId: organization.id } },
      body: { role, ...(kind === "mail" ? { email: form.values.email.trim() } : {}), ...(role === "guest" ? { estateIds } : {}) },
    });
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <FormError error={create.error} fields={kind === "mail" ? ["email", "role", "estateIds"] : ["role", "estateIds"]} />
      <RadioGroup.Root value={kind} onValueChange={(value) => setKind(value as typeof kind)} aria-label={copy.by} className="grid grid-cols-2 gap-2">
        <RadioCard value="mail" {...copy.byEmail} />
        <RadioCard value="link" {...copy.byLink} />
      </RadioGroup.Root>
      {kind === "mail" && (
        <Field label={copy.email} type="email" required autoComplete="off" hint={copy.emailHint} {...form.input("email")} />
      )}
      <div className="grid gap-1.5">
        <label htmlFor={roleId} className="font-medium">
          {copy.role}
        </label>
        <Select
          id={roleId}
          value={role}
          options={grantableRoles(organization).map((value) => ({ value, label: roleLabels[value].label }))}
          onChange={(chosen) => {
            setRole(chosen);
            form.set("role", chosen);
          }}
        />
        <p className="text-xs text-quiet">{roleLabels[role].note}.</p>
        <FieldError>{form.errorOf("role")}</FieldError>
      </div>
      {role === "guest" && (
        <EstatesField
          estates={organization.estates}
          chosen={estateIds}
          error={form.errorOf("estateIds")}
          onChange={(chosen) => {
            setEstateIds(chosen);
            form.set("estateIds", chosen.join());
          }}
        />
      )}
      <SubmitButton pending={create.isPending} className="justify-self-end">
        {kind === "mail" ? copy.submitEmail : copy.submitLink}
      </SubmitButton>
    </form>
  );
}
