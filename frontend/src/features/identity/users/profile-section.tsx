import type { FormEvent } from "react";
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
import { setSingleKeyShortcuts, useSingleKeyShortcuts } from "@/ui/single-key-shortcuts";
import { toast } from "@/ui/toast";
import { usersCopy } from "./copy";

/** The user's picture, name, debug mode and keyboard. */
export function ProfileSection() {
  usePageTitle(usersCopy.settings.title);
  const { user } = useSession();
  return (
    <>
      <Panel title={usersCopy.picture.title}>
        <div className="p-4">
          <PictureForm />
        </div>
      </Panel>
      <Panel title={usersCopy.name.title} actions={<DebugId id={user.id} />}>
        <div className="p-4">
          <NameForm key={user.name} name={user.name} />
        </div>
      </Panel>
      <Panel title={usersCopy.debugMode.title}>
        <div className="p-4">
          <DebugMode />
        </div>
      </Panel>
      <Panel title={usersCopy.keyboard.title}>
        <div id="keyboard" className="p-4">
          <SingleKeyShortcuts />
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
        toast.success(usersCopy.picture.saved);
      }}
      onDelete={async () => {
        await deletePicture.mutateAsync({});
        toast.success(usersCopy.picture.removed);
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
      toast.success(usersCopy.name.saved);
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
      <Field label={usersCopy.name.label} required maxLength={100} autoComplete="name" {...form.input("name")} />
      <SubmitButton pending={update.isPending} disabled={form.values.name.trim() === name} className="justify-self-start">
        {usersCopy.name.submit}
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
      label={usersCopy.debugMode.label}
      hint={usersCopy.debugMode.hint}
      checked={user.debugMode}
      disabled={update.isPending}
      onChange={(debugMode) => update.mutate({ body: { debugMode } })}
    />
  );
}

function SingleKeyShortcuts() {
  return (
    <Checkbox label={usersCopy.keyboard.label} hint={usersCopy.keyboard.hint} checked={useSingleKeyShortcuts()} onChange={setSingleKeyShortcuts} />
  );
}
