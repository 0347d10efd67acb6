import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import type { AdminUser } from "@/api/types";
import { useSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { BanDialog } from "./ban-dialog";
import { adminUsersCopy } from "./copy";
import { useInvalidateUsers } from "./queries";

/** The actions of an administrator on a user. Administrators cannot act on each other. */
export function UserActions({ user }: { user: AdminUser }) {
  const me = useSession();
  return (
    <Panel title={adminUsersCopy.actions.title}>
      {user.role === "admin" || user.id === me.user.id ? (
        <p className="p-4 text-quiet">{adminUsersCopy.actions.administrator}</p>
      ) : (
        <div className="flex flex-wrap gap-2 p-4">
          {!user.isBot && !user.banned && <ImpersonateButton user={user} />}
          {user.banned ? <UnbanButton user={user} /> : <BanDialog user={user} />}
          <DeleteButton user={user} />
        </div>
      )}
    </Panel>
  );
}

function ImpersonateButton({ user }: { user: AdminUser }) {
  // A full page load, so that no data of the administrator stays in memory.
  const impersonate = api.useMutation("post", "/api/admin/users/{userId}/impersonate", { onSuccess: () => window.location.assign("/") });
  return (
    <Confirmation
      trigger={<Button>{adminUsersCopy.impersonate.submit}</Button>}
      title={adminUsersCopy.impersonate.title(user.name)}
      description={adminUsersCopy.impersonate.consequence}
      confirm={adminUsersCopy.impersonate.confirm}
      onConfirm={() => impersonate.mutateAsync({ params: { path: { userId: user.id } } })}
    />
  );
}

function UnbanButton({ user }: { user: AdminUser }) {
  const invalidateUsers = useInvalidateUsers();
  const unban = api.useMutation("post", "/api/admin/users/{userId}/unban", {
    onSuccess: async () => {
      await invalidateUsers();
      toast.success(adminUsersCopy.unban.unbanned(user.name));
    },
  });
  return (
    <Button pending={unban.isPending} onClick={() => unban.mutate({ params: { path: { userId: user.id } } })}>
      {adminUsersCopy.unban.submit}
    </Button>
  );
}

function DeleteButton({ user }: { user: AdminUser }) {
  const invalidateUsers = useInvalidateUsers();
  const navigate = useNavigate();
  const deleteUser = api.useMutation("post", "/api/admin/users/{userId}/deletion", {
    onSuccess: async () => {
      toast.success(adminUsersCopy.delete.deleted(user.name));
      await navigate({ to: "/admin/users" });
      await invalidateUsers();
    },
  });
  return (
    <Confirmation
      trigger={<Button variant="danger">{adminUsersCopy.delete.submit}</Button>}
      title={adminUsersCopy.delete.title(user.name)}
      description={adminUsersCopy.delete.consequence}
      confirm={adminUsersCopy.delete.confirm}
      danger
      typed={{ label: adminUsersCopy.delete.confirmLabel, text: user.email }}
      onConfirm={() => deleteUser.mutateAsync({ params: { path: { userId: user.id } }, body: { email: user.email } })}
    />
  );
}
