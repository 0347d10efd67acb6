import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { ssoSettingsCopy } from "./copy";
import { scimPath } from "./paths";

const copy = ssoSettingsCopy.scim;

/** The base URL and the token with which the identity provider manages members. */
export function ScimPanel({ organization }: { organization: MyOrganization }) {
  const queryClient = useQueryClient();
  const params = { path: { organizationId: organization.id } };
  const scim = api.useQuery("get", scimPath, { params });
  const refetch = () => queryClient.invalidateQueries({ queryKey: ["get", scimPath] });
  const create = api.useMutation("post", `${scimPath}/token`, { onSuccess: refetch });
  const revoke = api.useMutation("delete", `${scimPath}/token`, {
    onSuccess: async () => {
      create.reset();
      toast.success(copy.revoked);
      await refetch();
    },
  });
  const token = scim.data?.token ?? null;
  return (
    <Panel title={copy.title}>
      <p className="border-b border-line px-4 py-3 text-quiet">{copy.description}</p>
      {scim.data === undefined ? (
        scim.isPending ? (
          <div aria-hidden className="grid gap-2 p-4">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-9" />
          </div>
        ) : (
          <ListError error={scim.error} onRetry={scim.refetch} pending={scim.isFetching} />
        )
      ) : (
        <div className="grid max-w-xl gap-4 p-4">
          <CopyableSecret label={copy.baseUrl} value={scim.data.baseUrl} />
          {create.data && <CopyableSecret label={copy.secret} value={create.data.secret} hint={copy.secretHint} />}
          <p className="break-words text-quiet">
            {token === null ? copy.none : `${copy.token(token.start)} ${token.lastUsedAt === null ? copy.neverUsed : copy.lastUsed(formatDay(token.lastUsedAt))}`}
          </p>
          <div className="flex flex-wrap gap-2">
            {token === null ? (
              <Button pending={create.isPending} onClick={() => create.mutate({ params })}>
                {copy.create}
              </Button>
            ) : (
              <>
                <Confirmation
                  trigger={<Button>{copy.replace}</Button>}
                  title={copy.replaceTitle}
                  description={copy.replaceConsequence}
                  confirm={copy.replace}
                  onConfirm={() => create.mutateAsync({ params })}
                />
                <Confirmation
                  trigger={<Button variant="ghost">{copy.revoke}</Button>}
                  title={copy.revokeTitle}
                  description={copy.revokeConsequence}
                  confirm={copy.revoke}
                  danger
                  onConfirm={() => revoke.mutateAsync({ params })}
                />
              </>
            )}
          </div>
        </div>
      )}
    </Panel>
  );
}
