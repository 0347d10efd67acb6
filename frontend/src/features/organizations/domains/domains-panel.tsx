import { useQueryClient } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { Empty } from "@/ui/empty";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { domainsCopy } from "./copy";
import { DomainRow } from "./domain-row";
import { domainsPath } from "./paths";

type PanelProps = { organization: MyOrganization };

/** The domains of an organization, with their verification and auto-join settings. */
export function DomainsPanel({ organization }: PanelProps) {
  const domains = api.useQuery("get", domainsPath, { params: { path: { organizationId: organization.id } } });
  return (
    <Panel title={domainsCopy.title}>
      <p className="border-b border-line px-4 py-3 text-quiet">{domainsCopy.description}</p>
      {domains.isPending ? (
        <div aria-hidden className="grid gap-2 p-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-9" />
        </div>
      ) : domains.data === undefined ? (
        <ListError error={domains.error} onRetry={domains.refetch} pending={domains.isFetching} />
      ) : domains.data.items.length === 0 ? (
        <Empty icon={Globe} title={domainsCopy.empty} />
      ) : (
        <ul aria-label={domainsCopy.title} className="divide-y divide-line">
          {domains.data.items.map((domain) => (
            <DomainRow key={domain.id} domain={domain} organization={organization} />
          ))}
        </ul>
      )}
      <div className="border-t border-line p-4">
        <AddForm organization={organization} />
      </div>
    </Panel>
  );
}

function AddForm({ organization }: PanelProps) {
  const queryClient = useQueryClient();
  const add = api.useMutation("post", domainsPath, {
    meta: { form: true },
    onSuccess: async ({ domain }) => {
      await queryClient.invalidateQueries({ queryKey: ["get", domainsPath] });
      form.reset();
      toast.success(domainsCopy.add.added(domain));
    },
  });
  const form = useFields({ domain: "" }, add.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ params: { path: { organizationId: organization.id } }, body: { domain: form.values.domain.trim().toLowerCase() } });
  };
  return (
    <form className="grid max-w-md gap-4" onSubmit={submit}>
      <FormError error={add.error} fields={["domain"]} />
      <Field
        label={domainsCopy.add.label}
        required
        maxLength={253}
        placeholder={domainsCopy.add.placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        inputMode="url"
        {...form.input("domain")}
      />
      <SubmitButton variant="outline" pending={add.isPending} className="justify-self-start">
        {domainsCopy.add.submit}
      </SubmitButton>
    </form>
  );
}
