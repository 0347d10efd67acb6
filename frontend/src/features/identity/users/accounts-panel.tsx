import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Link2 } from "lucide-react";
import { api } from "@/api/client";
import type { Account } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { providersQuery } from "@/features/identity/oauth/queries";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { usersCopy } from "./copy";

export const accountsPath = "/api/user/accounts";

const copy = usersCopy.accounts;

/** The user's sign-in methods. OAuth accounts can be linked; all but the last method can be removed. */
export function AccountsPanel() {
  const accounts = api.useQuery("get", accountsPath);
  const providers = useQuery(providersQuery).data?.items ?? [];
  const linked = accounts.data?.items ?? [];
  const unlinked = providers.filter(({ id }) => !linked.some(({ provider }) => provider === id));
  return (
    <Panel title={copy.title}>
      {accounts.isPending ? (
        <AccountSkeletons />
      ) : accounts.data === undefined ? (
        <ListError error={accounts.error} onRetry={accounts.refetch} pending={accounts.isFetching} />
      ) : (
        <ul aria-label={copy.title} className="divide-y divide-line">
          {linked.map((account) => (
            <AccountRow key={account.id} account={account} last={linked.length === 1} />
          ))}
          {unlinked.map(({ id, name }) => (
            <ProviderRow key={id} id={id} name={name} />
          ))}
        </ul>
      )}
      <p className="border-t border-line px-4 py-2.5 text-xs text-quiet">{copy.always}</p>
    </Panel>
  );
}

const rowClass = "flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5";

function AccountRow({ account, last }: { account: Account; last: boolean }) {
  const queryClient = useQueryClient();
  const refetchSession = useRefetchSession();
  const name = copy.names[account.provider];
  const unlink = api.useMutation("delete", "/api/user/accounts/{accountId}", {
    onSuccess: async () => {
      await Promise.all([queryClient.invalidateQueries({ queryKey: ["get", accountsPath] }), refetchSession()]);
      toast.success(account.provider === "credential" ? copy.password.removed : copy.provider.unlinked(name));
    },
  });
  const Icon = account.provider === "credential" ? KeyRound : Link2;
  return (
    <li className={rowClass}>
      <Icon aria-hidden className="size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 leading-snug">
        <span className="font-medium">{name}</span>
        <span className="truncate text-xs text-quiet">
          {account.label && `${account.label}, `}
          {copy.since(formatDay(account.createdAt))}
        </span>
      </div>
      {last ? (
        <span className="text-xs text-quiet">{copy.last}</span>
      ) : (
        <Confirmation
          trigger={
            <Button size="small" variant="ghost">
              {account.provider === "credential" ? copy.password.remove : copy.provider.unlink}
              <span className="sr-only"> {name}</span>
            </Button>
          }
          title={account.provider === "credential" ? copy.password.removeTitle : copy.provider.unlinkTitle(name)}
          description={copy.consequence}
          confirm={account.provider === "credential" ? copy.password.remove : copy.provider.unlink}
          danger
          onConfirm={() => unlink.mutateAsync({ params: { path: { accountId: account.id } } })}
        />
      )}
    </li>
  );
}

type Provider = Exclude<Account["provider"], "credential">;

function ProviderRow({ id, name }: { id: Provider; name: string }) {
  const link = api.useMutation("post", accountsPath, { onSuccess: ({ url }) => window.location.assign(url) });
  return (
    <li className={rowClass}>
      <Link2 aria-hidden className="size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 leading-snug">
        <span className="font-medium">{name}</span>
        <span className="text-xs text-quiet">{copy.notLinked}</span>
      </div>
      <Button
        size="small"
        pending={link.isPending || link.isSuccess}
        onClick={() => link.mutate({ body: { provider: id, returnUrl: "/user-settings/sign-in" } })}
      >
        {copy.link}
        <span className="sr-only"> {name}</span>
      </Button>
    </li>
  );
}

function AccountSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 2 }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="size-4" />
          <div className="grid gap-1.5">
            <Skeleton className="h-4 w-24" />
            <Skeleton className="h-3 w-40" />
          </div>
        </li>
      ))}
    </ul>
  );
}
