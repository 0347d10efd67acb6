import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { Button } from "@/ui/button";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { joinRequestsCopy } from "./copy";
import { ownRequestsPath } from "./paths";

const copy = joinRequestsCopy.own;

/** Withdraws one of the user's requests. */
export function useWithdraw() {
  const queryClient = useQueryClient();
  return api.useMutation("delete", `${ownRequestsPath}/{joinRequestId}`, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", ownRequestsPath] });
      toast.success(copy.withdrawn);
    },
  });
}

/** The user's pending requests to join organizations; nothing without one. */
export function OwnRequests() {
  const { data } = api.useQuery("get", ownRequestsPath, { params: { query: { limit: 50 } } });
  const withdraw = useWithdraw();
  if (!data?.items.length) return null;
  return (
    <Panel title={copy.title}>
      <ul aria-label={copy.title} className="divide-y divide-line">
        {data.items.map(({ id, organizationName }) => (
          <li key={id} className="flex items-center gap-3 px-4 py-2.5">
            <span className="min-w-0 flex-1 break-words">{copy.asked(organizationName)}</span>
            <Button size="small" pending={withdraw.isPending && withdraw.variables.params.path.joinRequestId === id} onClick={() => withdraw.mutate({ params: { path: { joinRequestId: id } } })}>
              {copy.withdraw}
              <span className="sr-only"> {organizationName}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
