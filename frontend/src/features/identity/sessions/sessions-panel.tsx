import { useQueryClient } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { toast } from "sonner";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { UserSession } from "@/api/types";
import { formatDevice } from "@/format/device";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { SessionRow, SessionSkeletons } from "./session-row";

const sessionsPath = "/api/user/sessions";

/** The user's sessions. Each, or all but the current one, can be revoked. */
export function SessionsPanel() {
  const queryClient = useQueryClient();
  const pages = api.useInfiniteQuery("get", sessionsPath, { params: { query: { limit: 50 } } }, paged);
  const revokeOthers = api.useMutation("delete", sessionsPath, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", sessionsPath] });
      toast.success("Every other session has ended");
    },
  });
  const hasOthers = pages.data?.pages.some(({ items }) => items.some(({ current }) => !current)) ?? false;
  return (
    <Panel
      title="Sessions"
      actions={
        <Confirmation
          trigger={
            <Button size="small" disabled={!hasOthers}>
              End all others
            </Button>
          }
          title="End all other sessions?"
          description="Every other browser and program of yours has to sign in again. This session stays."
          confirm="End all others"
          danger
          onConfirm={() => revokeOthers.mutateAsync({})}
        />
      }
    >
      <PagedList pages={pages} label="Sessions" skeleton={<SessionSkeletons />} empty={<Empty icon={Monitor} title="No session" />}>
        {(session) => <SessionRow key={session.id} session={session} actions={!session.current && <RevokeButton session={session} />} />}
      </PagedList>
    </Panel>
  );
}

function RevokeButton({ session }: { session: UserSession }) {
  const queryClient = useQueryClient();
  const device = formatDevice(session.userAgent);
  const revoke = api.useMutation("delete", "/api/user/sessions/{sessionId}", {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", sessionsPath] });
      toast.success("The session has ended");
    },
  });
  return (
    <Confirmation
      trigger={
        <Button size="small" variant="ghost">
          End<span className="sr-only"> the session of {device}</span>
        </Button>
      }
      title="End this session?"
      description={`${device} has to sign in again.`}
      confirm="End the session"
      danger
      onConfirm={() => revoke.mutateAsync({ params: { path: { sessionId: session.id } } })}
    />
  );
}
