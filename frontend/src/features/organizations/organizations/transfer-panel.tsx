import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import type { Member, MyOrganization } from "@/api/types";
import { useSession } from "@/app/session/session";
import { useRefetchSession } from "@/app/session/session";
import { MemberPicker } from "@/features/organizations/members/member-picker";
import { membersPath } from "@/features/organizations/members/paths";
import { Button } from "@/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { settingsCopy } from "./settings-copy";

const copy = settingsCopy.transfer;

type PanelProps = { organization: MyOrganization };

/** Transfers the ownership of the organization to another member. */
export function TransferPanel({ organization }: PanelProps) {
  const [open, setOpen] = useState(false);
  return (
    <Panel title={copy.title}>
      <div className="grid gap-4 p-4">
        <p className="text-quiet">{copy.text}</p>
        <Dialog open={open} onOpenChange={setOpen}>
          <DialogTrigger asChild>
            <Button className="justify-self-start">{copy.open}</Button>
          </DialogTrigger>
          <DialogContent title={copy.dialogTitle(organization.name)} description={copy.consequence}>
            <TransferForm organization={organization} onDone={() => setOpen(false)} />
          </DialogContent>
        </Dialog>
      </div>
    </Panel>
  );
}

function TransferForm({ organization, onDone }: PanelProps & { onDone: () => void }) {
  const { user } = useSession();
  const [chosen, setChosen] = useState<Member | null>(null);
  const refetchSession = useRefetchSession();
  const queryClient = useQueryClient();
  const transfer = api.useMutation("post", "/api/organizations/{organizationId}/transfer", {
    meta: { form: true },
    onSuccess: async () => {
      toast.success(copy.transferred(chosen?.name ?? "", organization.name));
      onDone();
      await Promise.all([refetchSession(), queryClient.invalidateQueries({ queryKey: ["get", membersPath] })]);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen) transfer.mutate({ params: { path: { organizationId: organization.id } }, body: { userId: chosen.userId } });
  };
  return (
    <form className="grid gap-5" onSubmit={submit}>
      <FormError error={transfer.error} />
      <MemberPicker
        organizationId={organization.id}
        label={copy.newOwner}
        chosen={chosen}
        onChoose={setChosen}
        kind="internal"
        isSelectable={(member) => !member.isBot && member.userId !== user.id}
      />
      <SubmitButton variant="danger" pending={transfer.isPending} disabled={chosen === null} className="min-w-0 justify-self-end">
        <span className="truncate">{chosen ? copy.submit(chosen.name) : copy.choose}</span>
      </SubmitButton>
    </form>
  );
}
