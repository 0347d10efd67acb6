import type { FormEvent } from "react";
import { toast } from "sonner";
import { api } from "@/api/client";
import { pictureRequest } from "@/api/picture";
import { DebugId } from "@/app/session/debug-id";
import { useSession } from "@/app/session/session";
import { useRefetchSession } from "@/app/session/session";
import { Checkbox } from "@/ui/checkbox";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { PicturePicker } from "@/ui/form/picture-picker";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { usePageTitle } from "@/ui/page-title";
import { Panel } from "@/ui/panel";

/** The user's picture, name and debug mode. */
export function ProfileSection() {
  usePageTitle("Your settings");
  const { user } = useSession();
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
  const { user } = useSession();
  const refetchSession = useRefetchSession();
  const save = api.useMutation("put", "/api/user/picture", { meta: { form: true }, onSuccess: refetchSession });
  const deletePicture = api.useMutation("delete", "/api/user/picture", { onSuccess: refetchSession });
  return (
    <PicturePicker
      noun="picture"
      name={user.name}
      image={user.image}
      error={save.error}
      onSave={async (picture) => {
        await save.mutateAsync(pictureRequest(picture));
        toast.success("Your picture is saved");
      }}
      onDelete={async () => {
        await deletePicture.mutateAsync({});
        toast.success("Your picture is removed");
      }}
    />
  );
}

function NameForm({ name }: { name: string }) {
  const refetchSession = useRefetchSession();
  const update = api.useMutation("patch", "/api/user", {
    meta: { form: true },
    onSuccess: async () => {
      await refetchSession();
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
      <FormError error={update.error} fields={["name"]} />
      <Field label="Name" required maxLength={100} autoComplete="name" {...form.input("name")} />
      <SubmitButton pending={update.isPending} disabled={form.values.name.trim() === name} className="justify-self-start">
        Save the name
      </SubmitButton>
    </form>
  );
}

function DebugMode() {
  const { user } = useSession();
  const refetchSession = useRefetchSession();
  const update = api.useMutation("patch", "/api/user", { onSuccess: refetchSession });
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
