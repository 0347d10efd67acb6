import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session/session";
import { useRefetchSession } from "@/app/session/session";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { accountsPath } from "./accounts-panel";
import { usersCopy } from "./copy";

const fields = ["currentPassword", "newPassword"] as const;

/** Changes the password, or sets one for a user who has none. */
export function PasswordPanel() {
  const { user } = useSession();
  const refetchSession = useRefetchSession();
  const queryClient = useQueryClient();
  const change = api.useMutation("post", "/api/user/password", {
    meta: { form: true },
    onSuccess: async () => {
      form.reset();
      toast.success(user.hasPassword ? usersCopy.password.changed : usersCopy.password.set);
      await Promise.all([refetchSession(), queryClient.invalidateQueries({ queryKey: ["get", accountsPath] })]);
    },
  });
  const form = useFields({ currentPassword: "", newPassword: "" }, change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { currentPassword, newPassword } = form.values;
    change.mutate({ body: { newPassword, ...(user.hasPassword ? { currentPassword } : {}) } });
  };
  return (
    <Panel title={usersCopy.password.title}>
      <form className="grid max-w-sm gap-4 p-4" onSubmit={submit}>
        <FormError error={change.error} fields={fields} />
        {/* Tells password managers which account the password belongs to. */}
        <input type="email" name="username" autoComplete="username" value={user.email} readOnly hidden />
        {user.hasPassword && <Field label={usersCopy.password.current} type="password" required autoComplete="current-password" {...form.input("currentPassword")} />}
        <Field
          label={usersCopy.password.new}
          type="password"
          required
          minLength={8}
          maxLength={128}
          autoComplete="new-password"
          hint={user.hasPassword ? usersCopy.password.hintChange : usersCopy.password.hintSet}
          {...form.input("newPassword")}
        />
        <SubmitButton variant="outline" pending={change.isPending} className="justify-self-start">
          {user.hasPassword ? usersCopy.password.submitChange : usersCopy.password.submitSet}
        </SubmitButton>
      </form>
    </Panel>
  );
}
