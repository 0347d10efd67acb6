import { useQueryClient } from "@tanstack/react-query";
import { AppWindow } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import type { MyOrganization, OAuthClient } from "@/api/types";
import { formatDay } from "@/format/day";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { ClientSecret } from "./client-secret";
import { appsCopy, scopeLabel } from "./copy";
import { oauthClientsPath } from "./paths";

const copy = appsCopy.clients;
const rowClass = "flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3";

type RowProps = { client: OAuthClient; organization: MyOrganization };

/** An app with its client id, redirect URIs, scopes and actions. */
export function OAuthClientRow({ client, organization }: RowProps) {
  return (
    <li data-oauth-client={client.id} className={rowClass}>
      <AppWindow aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 basis-64 gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium break-words">{client.name}</span>
          <code title={copy.clientId} className="font-mono text-xs break-all text-quiet">
            {client.id}
          </code>
          {client.disabledAt && <span className="rounded-full bg-warning/14 px-2 text-xs font-medium text-warning">{copy.disabled}</span>}
        </p>
        <ul aria-label={copy.redirectUris(client.name)} className="grid gap-0.5">
          {client.redirectUris.map((uri) => (
            <li key={uri} className="font-mono text-xs break-all">
              {uri}
            </li>
          ))}
        </ul>
        <ul aria-label={copy.scopesOf(client.name)} className="flex flex-wrap gap-1">
          {client.scopes.map((scope) => (
            <li key={scope} title={scopeLabel(scope)} className="rounded bg-hover px-1.5 font-mono text-xs">
              {scope}
            </li>
          ))}
        </ul>
        <p className="flex flex-wrap gap-x-3 text-xs text-quiet">
          <span>{client.confidential ? copy.confidential : copy.public}</span>
          {client.previousSecretExpiresAt && (
            <span>
              {copy.previousSecret} {formatDay(client.previousSecretExpiresAt)}
            </span>
          )}
          <Ago at={client.createdAt} />
        </p>
      </div>
      <Actions client={client} organization={organization} />
    </li>
  );
}

function Actions({ client, organization }: RowProps) {
  const queryClient = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const params = { params: { path: { organizationId: organization.id, clientId: client.id } } };
  const refetch = () => queryClient.invalidateQueries({ queryKey: ["get", oauthClientsPath] });
  const update = api.useMutation("patch", `${oauthClientsPath}/{clientId}`, {
    onSuccess: async () => {
      toast.success(copy.changed(client.name));
      await refetch();
    },
  });
  const rotate = api.useMutation("post", `${oauthClientsPath}/{clientId}/rotate-secret`, {
    gcTime: 0,
    onSuccess: async (rotated) => {
      setSecret(rotated.secret);
      await refetch();
    },
  });
  const remove = api.useMutation("delete", `${oauthClientsPath}/{clientId}`, {
    onSuccess: async () => {
      toast.success(copy.deleted(client.name));
      await refetch();
    },
  });
  const trigger = (label: string) => (
    <Button size="small" variant="ghost">
      {label}
      <span className="sr-only"> {client.name}</span>
    </Button>
  );
  return (
    <div className="flex flex-wrap gap-1">
      {client.confidential && (
        <Confirmation
          trigger={trigger(copy.rotate)}
          title={copy.rotateTitle(client.name)}
          description={copy.rotateConsequence}
          confirm={copy.rotate}
          onConfirm={() => rotate.mutateAsync(params)}
        />
      )}
      {client.disabledAt ? (
        <Button size="small" variant="ghost" pending={update.isPending} onClick={() => update.mutate({ ...params, body: { disabled: false } })}>
          {copy.enable}
          <span className="sr-only"> {client.name}</span>
        </Button>
      ) : (
        <Confirmation
          trigger={trigger(copy.disable)}
          title={copy.disableTitle(client.name)}
          description={copy.disableConsequence}
          confirm={copy.disable}
          danger
          onConfirm={() => update.mutateAsync({ ...params, body: { disabled: true } })}
        />
      )}
      <Confirmation
        trigger={trigger(copy.delete)}
        title={copy.deleteTitle(client.name)}
        description={copy.deleteConsequence}
        confirm={copy.delete}
        danger
        onConfirm={() => remove.mutateAsync(params)}
      />
      <Dialog open={secret !== null} onOpenChange={(open) => !open && setSecret(null)}>
        {secret !== null && <ClientSecret secret={secret} onDone={() => setSecret(null)} />}
      </Dialog>
    </div>
  );
}

export function OAuthClientSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      <li className={rowClass}>
        <Skeleton className="size-4" />
        <div className="grid flex-1 gap-2">
          <Skeleton className="h-4 w-48 max-w-full" />
          <Skeleton className="h-4 w-64 max-w-full" />
        </div>
      </li>
    </ul>
  );
}
