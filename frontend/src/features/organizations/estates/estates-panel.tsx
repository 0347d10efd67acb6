import { Link } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { DebugId } from "@/app/session/debug-id";
import { hasPermission, rightsOnEstate } from "@/app/session/permissions";
import { useRefetchSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { estatesCopy } from "./copy";
import { CreateEstateButton } from "./create-estate-button";

type Estate = MyOrganization["estates"][number];
type PanelProps = { organization: MyOrganization };

/** The organization's estates: create, rename, delete, and choose the default. */
export function EstatesPanel({ organization }: PanelProps) {
  return (
    <Panel
      title={estatesCopy.title}
      actions={hasPermission(organization, "estate.create") && <CreateEstateButton size="small" organization={organization} />}
    >
      {organization.estates.length === 0 ? (
        <Empty icon={Boxes} title={estatesCopy.empty} />
      ) : (
        <ul aria-label={estatesCopy.title} className="divide-y divide-line">
          {organization.estates.map((estate) => (
            <EstateRow key={estate.id} estate={estate} organization={organization} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function EstateRow({ estate, organization }: PanelProps & { estate: Estate }) {
  const { slug, defaultEstateId } = organization;
  const isDefault = estate.id === defaultEstateId;
  const rights = rightsOnEstate(organization, estate.id);
  return (
    <li data-estate={estate.id} className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <div className="flex min-w-0 flex-1 basis-40 items-center gap-2">
        <Link
          to="/$organization/$estateId"
          params={{ organization: slug, estateId: estate.id }}
          className="truncate font-medium underline-offset-4 hover:underline"
        >
          {estate.name}
        </Link>
        {isDefault && (
          <span
            title={estatesCopy.default.explanation}
            className="shrink-0 rounded-full bg-live/12 px-2 text-xs font-medium text-live"
          >
            {estatesCopy.default.badge}
          </span>
        )}
        <DebugId id={estate.id} className="min-w-0 truncate" />
      </div>
      <div className="flex flex-wrap justify-end gap-1">
        {hasPermission(organization, "organization.update") && !isDefault && <DefaultButton estate={estate} organization={organization} />}
        {hasPermission(rights, "estate.update") && <RenameDialog estate={estate} />}
        {hasPermission(rights, "estate.delete") && !isDefault && <DeleteButton estate={estate} />}
      </div>
    </li>
  );
}

function DefaultButton({ estate, organization }: PanelProps & { estate: Estate }) {
  const refetchSession = useRefetchSession();
  const update = api.useMutation("patch", "/api/organizations/{organizationId}", {
    onSuccess: async () => {
      await refetchSession();
      toast.success(estatesCopy.default.changed(estate.name));
    },
  });
  return (
    <Button
      size="small"
      variant="ghost"
      pending={update.isPending}
      onClick={() => update.mutate({ params: { path: { organizationId: organization.id } }, body: { defaultEstateId: estate.id } })}
    >
      {estatesCopy.default.submit}
      <span className="sr-only">: {estate.name}</span>
    </Button>
  );
}

function RenameDialog({ estate }: { estate: Estate }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="small" variant="ghost">
          {estatesCopy.rename.open}
          <span className="sr-only"> {estate.name}</span>
        </Button>
      </DialogTrigger>
      <DialogContent title={estatesCopy.rename.title(estate.name)}>
        <RenameForm estate={estate} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function RenameForm({ estate, onDone }: { estate: Estate; onDone: () => void }) {
  const refetchSession = useRefetchSession();
  const update = api.useMutation("patch", "/api/estates/{estateId}", {
    meta: { form: true },
    onSuccess: async () => {
      await refetchSession();
      onDone();
      toast.success(estatesCopy.rename.renamed);
    },
  });
  const form = useFields({ name: estate.name }, update.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ params: { path: { estateId: estate.id } }, body: { name: form.values.name } });
  };
  return (
    <form className="grid gap-5" onSubmit={submit}>
      <FormError error={update.error} fields={["name"]} />
      <Field label={estatesCopy.rename.name} required maxLength={100} {...form.input("name")} />
      <SubmitButton pending={update.isPending} className="justify-self-end">
        {estatesCopy.rename.submit}
      </SubmitButton>
    </form>
  );
}

function DeleteButton({ estate }: { estate: Estate }) {
  const refetchSession = useRefetchSession();
  const deleteEstate = api.useMutation("post", "/api/estates/{estateId}/deletion", {
    onSuccess: async () => {
      await refetchSession();
      toast.success(estatesCopy.delete.deleted(estate.name));
    },
  });
  return (
    <Confirmation
      trigger={
        <Button size="small" variant="ghost" className="text-danger">
          {estatesCopy.delete.open}
          <span className="sr-only"> {estate.name}</span>
        </Button>
      }
      title={estatesCopy.delete.title(estate.name)}
      description={estatesCopy.delete.consequence}
      confirm={estatesCopy.delete.confirm}
      danger
      typed={{ label: estatesCopy.delete.confirmLabel, text: estate.name }}
      onConfirm={() => deleteEstate.mutateAsync({ params: { path: { estateId: estate.id } }, body: { confirmation: estate.name } })}
    />
  );
}
