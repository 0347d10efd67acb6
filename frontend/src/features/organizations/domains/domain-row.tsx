import { useQueryClient } from "@tanstack/react-query";
import { BadgeCheck, Clock } from "lucide-react";
import { api } from "@/api/client";
import { asApiError, describeError } from "@/api/error";
import type { Domain, MyOrganization } from "@/api/types";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { Confirmation } from "@/ui/confirmation";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { Notice } from "@/ui/notice";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { domainsCopy } from "./copy";
import { domainsPath } from "./paths";

type RowProps = { domain: Domain; organization: MyOrganization };

const roles = [
  { value: "member", label: domainsCopy.autoJoin.roles.member },
  { value: "viewer", label: domainsCopy.autoJoin.roles.viewer },
] as const;

/** A domain: the DNS record that verifies it, or its auto-join settings once it is verified. */
export function DomainRow({ domain, organization }: RowProps) {
  const queryClient = useQueryClient();
  const deleteDomain = api.useMutation("delete", `${domainsPath}/{domainId}`, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", domainsPath] });
      toast.success(domainsCopy.row.removed(domain.domain));
    },
  });
  return (
    <li data-domain={domain.domain} className="grid gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 font-medium break-all">{domain.domain}</span>
        {domain.verifiedAt ? (
          <span className="inline-flex items-center gap-1 text-xs text-success">
            <BadgeCheck aria-hidden className="size-3.5" />
            {domainsCopy.row.verified}
          </span>
        ) : (
          <span className="inline-flex items-center gap-1 text-xs text-warning">
            <Clock aria-hidden className="size-3.5" />
            {domainsCopy.row.notVerified}
          </span>
        )}
        <span className="ml-auto">
          <Confirmation
            trigger={
              <Button size="small" variant="ghost">
                {domainsCopy.row.remove}
                <span className="sr-only"> {domain.domain}</span>
              </Button>
            }
            title={domainsCopy.row.removeTitle(domain.domain)}
            description={domainsCopy.row.consequence}
            confirm={domainsCopy.row.confirm}
            danger
            onConfirm={() => deleteDomain.mutateAsync({ params: { path: { organizationId: organization.id, domainId: domain.id } } })}
          />
        </span>
      </div>
      {domain.verifiedAt ? <AutoJoin domain={domain} organization={organization} /> : <Proof domain={domain} organization={organization} />}
    </li>
  );
}

/** The TXT record to publish, and a button that checks it. */
function Proof({ domain, organization }: RowProps) {
  const queryClient = useQueryClient();
  const verify = api.useMutation("post", `${domainsPath}/{domainId}/verify`, {
    meta: { handledStatuses: [409] },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", domainsPath] });
      toast.success(domainsCopy.verify.verified(domain.domain));
    },
  });
  const failure = verify.error && describeError(verify.error);
  return (
    <div className="grid gap-3">
      <p className="text-quiet">{domainsCopy.verify.text}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <CopyableSecret label={domainsCopy.verify.name} value={domain.record.name} />
        <CopyableSecret label={domainsCopy.verify.value} value={domain.record.value} />
      </div>
      {failure && (
        <Notice tone="warning" title={failure.title}>
          {failure.detail}
          <Found error={verify.error} />
        </Notice>
      )}
      <Button
        size="small"
        className="justify-self-start"
        pending={verify.isPending}
        onClick={() => verify.mutate({ params: { path: { organizationId: organization.id, domainId: domain.id } } })}
      >
        {domainsCopy.verify.submit}
        <span className="sr-only"> {domain.domain}</span>
      </Button>
    </div>
  );
}

/** What was looked up, beside what is expected. */
function Found({ error }: { error: unknown }) {
  const { found = [], foundAt } = (asApiError(error)?.error.context ?? {}) as { found?: string[]; foundAt?: string | null };
  if (!foundAt && found.length === 0) return null;
  return (
    <dl className="mt-2 grid gap-1">
      <dt>{foundAt ? domainsCopy.verify.foundAt : domainsCopy.verify.found}</dt>
      {(foundAt ? [foundAt] : found).map((text) => (
        <dd key={text} className="font-mono text-xs break-all">
          {text}
        </dd>
      ))}
    </dl>
  );
}

/** Whether users of the domain may join by themselves, and with which role. */
function AutoJoin({ domain, organization }: RowProps) {
  const queryClient = useQueryClient();
  const update = api.useMutation("patch", `${domainsPath}/{domainId}`, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", domainsPath] }),
  });
  const params = { path: { organizationId: organization.id, domainId: domain.id } };
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <Checkbox
        label={domainsCopy.autoJoin.label}
        hint={domainsCopy.autoJoin.hint(domain.domain)}
        checked={domain.autoJoin}
        disabled={update.isPending}
        onChange={(autoJoin) => update.mutate({ params, body: { autoJoin } })}
      />
      <Select
        aria-label={domainsCopy.autoJoin.role(domain.domain)}
        className="w-32"
        value={domain.role === "viewer" ? "viewer" : "member"}
        options={roles}
        disabled={update.isPending || !domain.autoJoin}
        onChange={(role) => update.mutate({ params, body: { role } })}
      />
    </div>
  );
}
