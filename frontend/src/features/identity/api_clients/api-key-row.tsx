import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { api } from "@/api/client";
import type { ApiKey, MyOrganization } from "@/api/types";
import { DebugId } from "@/app/session/debug-id";
import { formatDay } from "@/format/day";
import { useNow } from "@/format/now";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Confirmation } from "@/ui/confirmation";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { apiClientsCopy } from "./copy";
import { apiKeysPath } from "./paths";
import { scopeLabel } from "./scopes";

const copy = apiClientsCopy.row;
const rowClass = "flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3";

/** An API key with its prefix, scopes, creator and expiry. */
export function ApiKeyRow({ apiKey, organization }: { apiKey: ApiKey; organization: MyOrganization }) {
  const queryClient = useQueryClient();
  const now = useNow(60_000);
  const { expiresAt } = apiKey;
  const isExpired = expiresAt ? Date.parse(expiresAt) <= now : false;
  const revoke = api.useMutation("delete", `${apiKeysPath}/{keyId}`, {
    onSuccess: async () => {
      toast.success(copy.revoked(apiKey.name));
      await queryClient.invalidateQueries({ queryKey: ["get", apiKeysPath] });
    },
  });
  return (
    <li data-api-key={apiKey.id} className={rowClass}>
      <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 basis-48 gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium break-words">{apiKey.name}</span>
          <code className="font-mono text-xs break-all text-quiet">{apiKey.start}…</code>
          <DebugId id={apiKey.id} />
        </p>
        <ul aria-label={copy.scopes(apiKey.name)} className="flex flex-wrap gap-1">
          {apiKey.scopes.map((scope) => (
            <li key={scope} title={scopeLabel(scope)} className="rounded bg-hover px-1.5 font-mono text-xs">
              {scope}
            </li>
          ))}
        </ul>
        <p className="flex flex-wrap gap-x-3 text-xs text-quiet">
          <span className="break-words">
            {copy.createdBy(apiKey.createdBy.name)} <Ago at={apiKey.createdAt} />
          </span>
          <span>{apiKey.lastUsedAt ? <>{copy.lastUsed} <Ago at={apiKey.lastUsedAt} /></> : copy.neverUsed}</span>
          <span className={classNames(isExpired && "font-medium text-danger")}>
            {expiresAt ? (isExpired ? copy.expired : copy.expires)(formatDay(expiresAt)) : copy.noExpiration}
          </span>
        </p>
      </div>
      <Confirmation
        trigger={
          <Button size="small" variant="ghost">
            {copy.revoke}
            <span className="sr-only"> {apiKey.name}</span>
          </Button>
        }
        title={copy.revokeTitle(apiKey.name)}
        description={copy.consequence}
        confirm={copy.confirm}
        danger
        onConfirm={() => revoke.mutateAsync({ params: { path: { organizationId: organization.id, keyId: apiKey.id } } })}
      />
    </li>
  );
}

export function ApiKeySkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 3 }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="size-4" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-4 w-48 max-w-full" />
            <Skeleton className="h-4 w-64 max-w-full" />
            <Skeleton className="h-3 w-56 max-w-full" />
          </div>
        </li>
      ))}
    </ul>
  );
}
