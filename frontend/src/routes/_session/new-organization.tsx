import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { useRefetchSession, useSession } from "@/app/session/session";
import { suggestionsQuery, useJoin } from "@/features/organizations/domains/suggestions";
import { OwnRequests } from "@/features/organizations/join_requests/own-requests";
import { ownRequestsPath } from "@/features/organizations/join_requests/paths";
import { organizationsCopy } from "@/features/organizations/organizations/copy";
import { settingsCopy } from "@/features/organizations/organizations/settings-copy";
import { normalizeSlug, suggestSlug, maxSlugLength } from "@/features/organizations/organizations/slug";
import { UserOnly } from "@/features/identity/users/user-only";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { Panel } from "@/ui/panel";
import { Picture } from "@/ui/picture";

export const Route = createFileRoute("/_session/new-organization")({ component: NewOrganizationPage });

const copy = organizationsCopy.create;
const fieldsCopy = settingsCopy.general;

function NewOrganizationPage() {
  usePageTitle(copy.title);
  const { organizations } = useSession();
  return (
    <div className="grid max-w-lg grid-cols-1 gap-6">
      <PageHeader
        title={copy.title}
        below={
          organizations.length === 0
            ? copy.first
            : copy.another
        }
      />
      <UserOnly>
        <CreateOrganizationForm />
        <Suggestions />
        <OwnRequests />
      </UserOnly>
    </div>
  );
}

function CreateOrganizationForm() {
  const refetchSession = useRefetchSession();
  const navigate = Route.useNavigate();
  // An edited slug no longer follows the name.
  const [slugEdited, setSlugEdited] = useState(false);
  const create = api.useMutation("post", "/api/organizations", {
    meta: { form: true },
    onSuccess: async ({ organization, estate }) => {
      await refetchSession();
      await navigate({ to: "/$organization/$estateId", params: { organization: organization.slug, estateId: estate.id } });
    },
  });
  const form = useFields({ name: "", slug: "" }, create.error);
  const { name, slug } = form.values;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: { name, ...(slug ? { slug } : {}) } });
  };
  return (
    <form className="grid max-w-sm gap-4" onSubmit={submit}>
      <FormError error={create.error} fields={["name", "slug"]} />
      <Field
        label={fieldsCopy.name}
        required
        autoFocus
        maxLength={100}
        {...form.input("name")}
        onChange={(event) => {
          form.set("name", event.target.value);
          if (!slugEdited) form.set("slug", suggestSlug(event.target.value));
        }}
      />
      <Field
        label={fieldsCopy.slug}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        minLength={2}
        maxLength={maxSlugLength}
        pattern="[a-z0-9]+(-[a-z0-9]+)*"
        title={fieldsCopy.slugFormat}
        hint={`${window.location.host}/${slug || "…"}`}
        className="font-mono"
        {...form.input("slug")}
        onChange={(event) => {
          const typed = normalizeSlug(event.target.value);
          setSlugEdited(typed !== "");
          form.set("slug", typed);
        }}
      />
      <SubmitButton pending={create.isPending} className="justify-self-start">
        {copy.submit}
      </SubmitButton>
    </form>
  );
}

/** Organizations that the user can join by their email domain. */
function Suggestions() {
  const { data } = useQuery(suggestionsQuery);
  const join = useJoin();
  const queryClient = useQueryClient();
  const ask = api.useMutation("post", "/api/organizations/{organizationId}/join-requests", {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", ownRequestsPath] }),
  });
  if (!data?.items.length) return null;
  return (
    <Panel title={copy.suggestions}>
      <ul aria-label={copy.suggestions} className="divide-y divide-line">
        {data.items.map(({ organizationId, name, logo, needsRequest }) => (
          <li key={organizationId} className="flex items-center gap-3 px-4 py-2.5">
            <Picture name={name} image={logo} shape="organization" />
            <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
            <Button
              size="small"
              disabled={join.isPending || ask.isPending}
              pending={[join, ask].some((sent) => sent.isPending && sent.variables.params.path.organizationId === organizationId)}
              onClick={() => (needsRequest ? ask : join).mutate({ params: { path: { organizationId } } })}
            >
              {needsRequest ? copy.ask : copy.join}
              <span className="sr-only"> {name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
