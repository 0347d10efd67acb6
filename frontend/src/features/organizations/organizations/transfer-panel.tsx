import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
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

type PanelProps = { organization: MyOrganization };

/** Transfers the ownership of the organization to another member. */
export function TransferPanel({ organization }: PanelProps) {
  const [open, setOpen] = useState(false);
  return (
    <Panel title="Hand over">
      <div className="grid gap-4 p-4">
        <p className="text-quiet">Another member becomes the owner in your place, and you become an admin.</p>
        <Dialog open={open} onOpenChange={setOpen}>
          <DialogTrigger asChild>
            <Button className="justify-self-start">Hand the organization over</Button>
          </DialogTrigger>
          <DialogContent title={`Hand ${organization.name} over`} description="You become an admin. Only the new owner can give it back.">
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
      toast.success(`${chosen?.name} owns ${organization.name} now`);
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
        label="The new owner"
        chosen={chosen}
        onChoose={setChosen}
        kind="internal"
        isSelectable={(member) => !member.isBot && member.userId !== user.id}
      />
      <SubmitButton variant="danger" pending={transfer.isPending} disabled={chosen === null} className="min-w-0 justify-self-end">
        <span className="truncate">{chosen ? `Make ${chosen.name} the owner` : "Choose a member"}</span>
      </SubmitButton>
    </form>
  );
}
