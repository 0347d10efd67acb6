import type { FormEvent } from "react";
import { toast } from "sonner";
import { api } from "@/api/client";
import { pictureInit } from "@/api/picture";
import { DebugId } from "@/app/session/debug-id";
import { useMe } from "@/app/session/session";
import { useRenewMe } from "@/app/session/use-refetch-session";
import { Checkbox } from "@/ui/checkbox";
import { Field } from "@/ui/field";
import { FormProblem } from "@/ui/form/form-problem";
import { PicturePicker } from "@/ui/form/picture-picker";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { usePageTitle } from "@/ui/page-title";
import { Panel } from "@/ui/panel";

/** How others see the user, and what the user's own pages show. */
export function ProfileSection() {
  usePageTitle("Your settings");
  const { user } = useMe();
  return (
    <>
      <Panel title="Picture">
        <div className="p-4">
          <PictureForm />
        </div>
      </Panel>
      <Panel title="Name" actions={<DebugId id={user.id} />}>
        <div className="p-4">
          <NameForm key={user.name} name={user.name} />
        </div>
      </Panel>
      <Panel title="Debug mode">
        <div className="p-4">
          <DebugMode />
        </div>
      </Panel>
    </>
  );
}

function PictureForm() {
  const { user } = useMe();
  const renew = useRenewMe();
  const save = api.useMutation("put", "/api/user/picture", { meta: { form: true }, onSuccess: renew });
  const remove = api.useMutation("delete", "/api/user/picture", { onSuccess: renew });
  return (
    <PicturePicker
      what="picture"
      name={user.name}
      image={user.image}
      error={save.error}
      onSave={async (picture) => {
        await save.mutateAsync(pictureInit(picture));
        toast.success("Your picture is saved");
      }}
      onRemove={async () => {
        await remove.mutateAsync({});
        toast.success("Your picture is removed");
      }}
    />
  );
}

function NameForm({ name }: { name: string }) {
  const renew = useRenewMe();
  const update = api.useMutation("patch", "/api/user", {
    meta: { form: true },
    onSuccess: async () => {
      await renew();
      toast.success("Your name is saved");
    },
  });
  const form = useFields({ name }, update.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ body: { name: form.values.name } });
  };
  return (
    <form className="grid max-w-sm gap-4" onSubmit={submit}>
      <FormProblem error={update.error} fields={["name"]} />
      <Field label="Name" required maxLength={100} autoComplete="name" {...form.input("name")} />
      <SubmitButton pending={update.isPending} disabled={form.values.name.trim() === name} className="justify-self-start">
        Save the name
      </SubmitButton>
    </form>
  );
}

function DebugMode() {
  const { user } = useMe();
  const renew = useRenewMe();
  const update = api.useMutation("patch", "/api/user", { onSuccess: renew });
  return (
    <Checkbox
      label="Show more than others need"
      hint="The ids of people, organizations, estates and keys, and a mark beside your name. Only you see them."
      checked={user.debugMode}
      disabled={update.isPending}
      onChange={(debugMode) => update.mutate({ body: { debugMode } })}
    />
  );
}
