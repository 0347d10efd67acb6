import { useQueryClient } from "@tanstack/react-query";
import { AppWindow } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { AuthorizedApp } from "@/api/types";
import { useSession } from "@/app/session/session";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { appsCopy, scopeLabel } from "./copy";
import { authorizedAppsPath } from "./paths";

const copy = appsCopy.allowed;
const rowClass = "flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3";

/** The apps that the user has allowed. Each can be revoked. */
export function AuthorizedAppsPanel() {
  const pages = api.useInfiniteQuery("get", authorizedAppsPath, { params: { query: { limit: 50 } } }, paged);
  const isTheUser = !useSession().session.impersonatedBy;
  return (
    <Panel title={copy.title}>
      <PagedList
        pages={pages}
        label={copy.title}
        skeleton={<Skeletons />}
        empty={
          <Empty icon={AppWindow} title={copy.empty.title}>
            <p>{copy.empty.text}</p>
          </Empty>
        }
      >
        {(app) => <Row key={app.id} app={app} canRevoke={isTheUser} />}
      </PagedList>
    </Panel>
  );
}

function Row({ app, canRevoke }: { app: AuthorizedApp; canRevoke: boolean }) {
  const queryClient = useQueryClient();
  const revoke = api.useMutation("delete", `${authorizedAppsPath}/{consentId}`, {
    onSuccess: async () => {
      toast.success(copy.revoked(app.clientName));
      await queryClient.invalidateQueries({ queryKey: ["get", authorizedAppsPath] });
    },
  });
  return (
    <li className={rowClass}>
      <AppWindow aria-hidden className="mt-0.5 size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 basis-48 gap-1">
        <p className="flex flex-wrap gap-x-2">
          <span className="font-medium break-words">{app.clientName}</span>
          <span className="break-words text-quiet">{copy.of(app.organizationName)}</span>
        </p>
        <ul aria-label={copy.scopes(app.clientName)} className="flex flex-wrap gap-1">
          {app.scopes.map((scope) => (
            <li key={scope} className="rounded bg-hover px-1.5 text-xs">
              {scopeLabel(scope)}
            </li>
          ))}
        </ul>
        <p className="text-xs text-quiet">
          {copy.since} <Ago at={app.authorizedAt} />
        </p>
      </div>
      {canRevoke && (
        <Confirmation
          trigger={
            <Button size="small" variant="ghost">
              {copy.revoke}
              <span className="sr-only"> {app.clientName}</span>
            </Button>
          }
          title={copy.revokeTitle(app.clientName)}
          description={copy.consequence}
          confirm={copy.confirm}
          danger
          onConfirm={() => revoke.mutateAsync({ params: { path: { consentId: app.id } } })}
        />
      )}
    </li>
  );
}

function Skeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      <li className={rowClass}>
        <Skeleton className="size-4" />
        <div className="grid flex-1 gap-2">
          <Skeleton className="h-4 w-48 max-w-full" />
          <Skeleton className="h-3 w-56 max-w-full" />
        </div>
      </li>
    </ul>
  );
}
