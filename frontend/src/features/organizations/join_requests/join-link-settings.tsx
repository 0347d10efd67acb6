import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { ListError } from "@/ui/paged-list";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { joinRequestsCopy } from "./copy";

const linkPath = "/api/organizations/{organizationId}/join-link";
const copy = joinRequestsCopy.link;

/** The link by which people ask to join: none, or one that can be copied, replaced and ended. */
export function JoinLinkSettings({ organization }: { organization: MyOrganization }) {
  const queryClient = useQueryClient();
  const params = { path: { organizationId: organization.id } };
  const link = api.useQuery("get", linkPath, { params });
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["get", linkPath] });
  const create = api.useMutation("put", linkPath, { onSuccess: refresh });
  const end = api.useMutation("delete", linkPath, {
    onSuccess: async () => {
      await refresh();
      toast.success(copy.ended);
    },
  });
  if (link.isPending) return <Skeleton className="h-9" />;
  if (link.data === undefined) return <ListError error={link.error} onRetry={link.refetch} pending={link.isFetching} />;
  return (
    <div className="grid gap-3">
      <p className="text-quiet">{copy.text}</p>
      {link.data.url ? (
        <>
          <CopyableSecret label={copy.label} value={link.data.url} />
          <div className="flex flex-wrap gap-2">
            <Confirmation
              trigger={<Button size="small">{copy.replace}</Button>}
              title={copy.replaceTitle}
              description={copy.replaceText}
              confirm={copy.replace}
              danger
              onConfirm={() => create.mutateAsync({ params })}
            />
            <Confirmation
              trigger={
                <Button size="small" variant="ghost">
                  {copy.end}
                </Button>
              }
              title={copy.endTitle}
              description={copy.endText}
              confirm={copy.end}
              danger
              onConfirm={() => end.mutateAsync({ params })}
            />
          </div>
        </>
      ) : (
        <Button size="small" className="justify-self-start" pending={create.isPending} onClick={() => create.mutate({ params })}>
          {copy.create}
        </Button>
      )}
    </div>
  );
}
