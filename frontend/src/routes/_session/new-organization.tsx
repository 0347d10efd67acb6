import { useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { fieldMessages } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { meQuery } from "@/session/me";
import { PageHeader } from "@/shell/page-header";
import { usePageTitle } from "@/shell/page-title";

export const Route = createFileRoute("/_session/new-organization")({ component: NewOrganizationPage });

function NewOrganizationPage() {
  usePageTitle("New organization");
  const [name, setName] = useState("");
  const queryClient = useQueryClient();
  const navigate = Route.useNavigate();
  const create = api.useMutation("post", "/api/organizations", {
    meta: { fields: true },
    onSuccess: async ({ organization, estate }) => {
      await queryClient.refetchQueries({ queryKey: meQuery.queryKey });
      await navigate({ to: "/$organization/$estateId", params: { organization: organization.slug, estateId: estate.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: { name } });
  };
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title="New organization" below="People belong to organizations; an organization runs estates. You become its owner." />
      <form className="grid max-w-sm gap-4" onSubmit={submit}>
        <Field label="Name" name="name" required autoFocus maxLength={100} value={name} onChange={(event) => setName(event.target.value)} problem={fieldMessages(create.error).name} />
        <Button type="submit" look="primary" pending={create.isPending} className="justify-self-start">
          Create the organization
        </Button>
      </form>
    </div>
  );
}
