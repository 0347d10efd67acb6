import { User } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Member, MyOrganization } from "@/api/types";
import { MemberPicker } from "@/features/organizations/members/member-picker";
import { Button } from "@/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { SubmitButton } from "@/ui/form/submit-button";
import { auditLogCopy } from "./copy";

const copy = auditLogCopy.filter.person;

type PersonFacetProps = { organization: MyOrganization; name: string | undefined; onChoose: (actorId: string | undefined) => void };

/** Filters by a member. API keys and webhooks are filtered from one of their events. */
export function PersonFacet({ organization, name, onChoose }: PersonFacetProps) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<Member | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChoose(chosen?.userId);
    setOpen(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(opening) => {
        setChosen(null);
        setOpen(opening);
      }}
    >
      <DialogTrigger asChild>
        <Button className="min-w-0 justify-start! border-edge! px-3! font-normal!">
          <User aria-hidden className="text-quiet" />
          <span className="truncate">
            <span className="sr-only">{copy.label}: </span>
            {name ?? copy.any}
          </span>
        </Button>
      </DialogTrigger>
      <DialogContent title={copy.title}>
        <form className="grid gap-5" onSubmit={submit}>
          <MemberPicker organizationId={organization.id} label={copy.picker} chosen={chosen} onChoose={setChosen} />
          <SubmitButton disabled={chosen === null} className="justify-self-end">
            {copy.submit}
          </SubmitButton>
        </form>
      </DialogContent>
    </Dialog>
  );
}
