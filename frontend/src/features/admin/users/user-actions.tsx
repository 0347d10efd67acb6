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
import { ImpersonateDialog } from "./impersonate-dialog";
import { useInvalidateUsers } from "./queries";

/** The actions of an administrator on a user. On another administrator, the only one is to make them a user again. */
export function UserActions({ user }: { user: AdminUser }) {
  const me = useSession();
  return (
    <Panel title={adminUsersCopy.actions.title}>
      {user.id === me.user.id ? (
        <p className="p-4 text-quiet">{adminUsersCopy.actions.yourself}</p>
      ) : user.role === "admin" ? (
        <div className="grid justify-items-start gap-3 p-4">
          <p className="text-quiet">{adminUsersCopy.actions.administrator}</p>
          <RoleButton user={user} role="user" />
        </div>
      ) : (
        <div className="flex flex-wrap gap-2 p-4">
          {!user.isBot && !user.banned && <ImpersonateDialog user={user} />}
          {!user.isBot && !user.banned && user.emailVerified && <RoleButton user={user} role="admin" />}
          {user.banned ? <UnbanButton user={user} /> : <BanDialog user={user} />}
          <DeleteButton user={user} />
        </div>
      )}
    </Panel>
  );
}

function RoleButton({ user, role }: { user: AdminUser; role: AdminUser["role"] }) {
  const invalidateUsers = useInvalidateUsers();
  const copy = adminUsersCopy.role[role];
  const setRole = api.useMutation("patch", "/api/admin/users/{userId}", {
    onSuccess: async () => {
      await invalidateUsers();
      toast.success(copy.done(user.name));
    },
  });
  return (
    <Confirmation
      trigger={<Button>{copy.submit}</Button>}
      title={copy.title(user.name)}
      description={copy.consequence}
      confirm={copy.submit}
      danger
      onConfirm={() => setRole.mutateAsync({ params: { path: { userId: user.id } }, body: { role } })}
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
