import { Bot } from "lucide-react";
import type { MyOrganization, ServiceAccount } from "@/api/types";
import { DebugId } from "@/app/session/debug-id";
import { CreateApiKeyDialog } from "@/features/identity/api_clients/create-api-key-dialog";
import { useCustomRoles } from "@/features/organizations/custom_roles/use-custom-roles";
import { Ago } from "@/format/time";
import { Skeleton } from "@/ui/skeleton";
import { serviceAccountsCopy } from "./copy";
import { ServiceAccountActions } from "./service-account-actions";

const copy = serviceAccountsCopy.row;
const rowClass = "flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3";

/** A service account with its role, estates and keys. */
export function ServiceAccountRow({ account, organization }: { account: ServiceAccount; organization: MyOrganization }) {
  const { estateIds, customRole } = account;
  const permissions = useCustomRoles(organization, customRole != null).find(({ id }) => id === customRole?.id)?.permissions ?? null;
  return (
    <li data-service-account={account.id} className={rowClass}>
      <Bot aria-hidden className="size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 basis-48 gap-0.5">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium break-words">{account.name}</span>
          {account.disabledAt && <span className="text-xs font-medium text-danger">{copy.disabled}</span>}
          <DebugId id={account.id} />
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-quiet">
          <span className="break-words">{customRole?.name ?? serviceAccountsCopy.form.roles[account.role].name}</span>
          <span>{estateIds ? copy.estates(estateIds.length) : copy.allEstates}</span>
          <span>{copy.keys(account.keys)}</span>
          <span>{account.lastUsedAt ? <>{copy.lastUsed} <Ago at={account.lastUsedAt} /></> : copy.neverUsed}</span>
        </p>
      </div>
      <CreateApiKeyDialog organization={organization} account={{ ...account, permissions }} />
      <ServiceAccountActions account={account} organization={organization} />
    </li>
  );
}

export function ServiceAccountSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 3 }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="size-4" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-4 w-48 max-w-full" />
            <Skeleton className="h-3 w-64 max-w-full" />
          </div>
        </li>
      ))}
    </ul>
  );
}
