import { Monitor } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { AdminUser } from "@/api/types";
import { SessionRow, SessionSkeletons } from "@/features/identity/sessions/session-row";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { adminUsersCopy } from "./copy";
import { useInvalidateUsers } from "./queries";

const copy = adminUsersCopy.sessions;
const sessionsPath = "/api/admin/users/{userId}/sessions";

/** The sessions of a user, which can be revoked all at once. */
export function UserSessions({ user }: { user: AdminUser }) {
  const params = { path: { userId: user.id } };
  const pages = api.useInfiniteQuery("get", sessionsPath, { params: { ...params, query: { limit: 50 } } }, paged);
  const invalidateUsers = useInvalidateUsers();
  const revokeAll = api.useMutation("delete", sessionsPath, {
    onSuccess: async () => {
      toast.success(copy.revoked(user.name));
      await invalidateUsers();
    },
  });
  const hasSessions = pages.data?.pages.some(({ items }) => items.length > 0) ?? false;
  return (
    <Panel
      title={copy.title}
      actions={
        <Confirmation
          trigger={
            <Button size="small" disabled={!hasSessions}>
              {copy.revoke}
            </Button>
          }
          title={copy.revokeTitle(user.name)}
          description={copy.consequence}
          confirm={copy.confirm}
          danger
          onConfirm={() => revokeAll.mutateAsync({ params })}
        />
      }
    >
      <PagedList pages={pages} label={copy.title} skeleton={<SessionSkeletons />} empty={<Empty icon={Monitor} title={copy.empty} />}>
        {(session) => <SessionRow key={session.id} session={session} />}
      </PagedList>
    </Panel>
  );
}
