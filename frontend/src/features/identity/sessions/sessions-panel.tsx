import { useQueryClient } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { UserSession } from "@/api/types";
import { useSession } from "@/app/session/session";
import { formatDevice } from "@/format/device";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { sessionsCopy } from "./copy";
import { SessionRow, SessionSkeletons } from "./session-row";

const sessionsPath = "/api/user/sessions";

/** The user's sessions. Each, or all but the current one, can be revoked. */
export function SessionsPanel() {
  const queryClient = useQueryClient();
  const pages = api.useInfiniteQuery("get", sessionsPath, { params: { query: { limit: 50 } } }, paged);
  const revokeOthers = api.useMutation("delete", sessionsPath, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", sessionsPath] });
      toast.success(sessionsCopy.revokeOthers.done);
    },
  });
  const isTheUser = !useSession().session.impersonatedBy;
  const hasOthers = pages.data?.pages.some(({ items }) => items.some(({ current }) => !current)) ?? false;
  return (
    <Panel
      title={sessionsCopy.title}
      actions={
        isTheUser && <Confirmation
          trigger={
            <Button size="small" disabled={!hasOthers}>
              {sessionsCopy.revokeOthers.submit}
            </Button>
          }
          title={sessionsCopy.revokeOthers.confirmTitle}
          description={sessionsCopy.revokeOthers.consequence}
          confirm={sessionsCopy.revokeOthers.confirm}
          danger
          onConfirm={() => revokeOthers.mutateAsync({})}
        />
      }
    >
      <PagedList pages={pages} label={sessionsCopy.title} skeleton={<SessionSkeletons />} empty={<Empty icon={Monitor} title={sessionsCopy.empty} />}>
        {(session) => <SessionRow key={session.id} session={session} actions={isTheUser && !session.current && <RevokeButton session={session} />} />}
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
      toast.success(sessionsCopy.revoke.done);
    },
  });
  return (
    <Confirmation
      trigger={
        <Button size="small" variant="ghost">
          {sessionsCopy.revoke.submit}
          <span className="sr-only"> {sessionsCopy.revoke.of(device)}</span>
        </Button>
      }
      title={sessionsCopy.revoke.confirmTitle}
      description={sessionsCopy.revoke.consequence(device)}
      confirm={sessionsCopy.revoke.confirm}
      danger
      onConfirm={() => revoke.mutateAsync({ params: { path: { sessionId: session.id } } })}
    />
  );
}
