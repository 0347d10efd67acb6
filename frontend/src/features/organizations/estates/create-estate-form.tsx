import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/error";
import type { MyOrganization } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { DialogContent } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { estatesCopy } from "./copy";

/** Creates an estate and opens it. */
export function CreateEstateForm({ organization, onDone }: { organization: MyOrganization; onDone: () => void }) {
  const [name, setName] = useState("");
  const refetchSession = useRefetchSession();
  const navigate = useNavigate();
  const create = api.useMutation("post", "/api/organizations/{organizationId}/estates", {
    meta: { fields: true },
    onSuccess: async (estate) => {
      await refetchSession();
      onDone();
      await navigate({ to: "/$organization/$estateId", params: { organization: organization.slug, estateId: estate.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ params: { path: { organizationId: organization.id } }, body: { name } });
  };
  return (
    <DialogContent
      title={estatesCopy.create.title}
      description={estatesCopy.create.description(organization.name)}
    >
      <form className="grid gap-5" onSubmit={submit}>
        <Field label={estatesCopy.create.name} name="name" required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} error={fieldErrors(create.error).name} />
        <Button type="submit" variant="primary" pending={create.isPending} className="justify-self-end">
          {estatesCopy.create.submit}
        </Button>
      </form>
    </DialogContent>
  );
}
