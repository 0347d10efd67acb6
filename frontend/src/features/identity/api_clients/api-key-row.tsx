import { KeyRound } from "lucide-react";
import type { ApiKey, MyOrganization } from "@/api/types";
import { DebugId } from "@/app/session/debug-id";
import { formatDay } from "@/format/day";
import { useNow } from "@/format/now";
import { Ago, formatMoment } from "@/format/time";
import { classNames } from "@/ui/class-names";
import { Skeleton } from "@/ui/skeleton";
import { ApiKeyActions } from "./api-key-actions";
import { apiClientsCopy } from "./copy";
import { DailyCalls } from "./daily-calls";
import { scopeLabel } from "./scopes";

const copy = apiClientsCopy.row;
const rowClass = "flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3";

/** An API key with its prefix, scopes, holder, expiry and calls. */
export function ApiKeyRow({ apiKey, organization }: { apiKey: ApiKey; organization: MyOrganization }) {
  const now = useNow(60_000);
  const { expiresAt, createdBy, serviceAccount } = apiKey;
  const isExpired = expiresAt ? Date.parse(expiresAt) <= now : false;
  const disabled = apiKey.disabledAt ? copy.disabled : serviceAccount?.disabledAt ? copy.accountDisabled : null;
  return (
    <li data-api-key={apiKey.id} className={rowClass}>
      <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 basis-48 gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium break-words">{apiKey.name}</span>
          <code className="font-mono text-xs break-all text-quiet">{apiKey.start}…</code>
          {disabled && <span className="text-xs font-medium text-danger">{disabled}</span>}
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
            {serviceAccount && copy.of(serviceAccount.name)}
            {createdBy && copy.createdBy(createdBy.name)} <Ago at={apiKey.createdAt} />
          </span>
          <span>{apiKey.lastUsedAt ? <>{copy.lastUsed} <Ago at={apiKey.lastUsedAt} /></> : copy.neverUsed}</span>
          <span className={classNames(isExpired && "font-medium text-danger")}>
            {expiresAt ? (isExpired ? copy.expired : copy.expires)(formatDay(expiresAt)) : copy.noExpiration}
          </span>
          {apiKey.previousExpiresAt && Date.parse(apiKey.previousExpiresAt) > now && (
            <span>
              {copy.previousWorks} {formatMoment(apiKey.previousExpiresAt)}
            </span>
          )}
        </p>
        <DailyCalls apiKey={apiKey} now={now} />
      </div>
      <ApiKeyActions apiKey={apiKey} organization={organization} isExpired={isExpired} />
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
