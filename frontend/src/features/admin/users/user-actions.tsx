import { useNavigate } from "@tanstack/react-router";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { AdminUser } from "@/api/types";
import { useSession } from "@/app/session/session";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Panel } from "@/ui/panel";
import { BanDialog } from "./ban-dialog";
import { useInvalidateUsers } from "./queries";

/** The actions of an administrator on a user. Administrators cannot act on each other. */
export function UserActions({ user }: { user: AdminUser }) {
  const me = useSession();
  return (
    <Panel title="What you can do">
      {user.role === "admin" || user.id === me.user.id ? (
        <p className="p-4 text-quiet">An administrator can be neither impersonated, banned nor deleted here.</p>
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
      trigger={<Button>Impersonate</Button>}
      title={`Act as ${user.name}?`}
      description="For one hour you see and do everything as this user. All that you do is noted in the audit log with your name."
      confirm="Impersonate"
      onConfirm={() => impersonate.mutateAsync({ params: { path: { userId: user.id } } })}
    />
  );
}

function UnbanButton({ user }: { user: AdminUser }) {
  const invalidateUsers = useInvalidateUsers();
  const unban = api.useMutation("post", "/api/admin/users/{userId}/unban", {
    onSuccess: async () => {
      await invalidateUsers();
      toast.success(`${user.name} can sign in again`);
    },
  });
  return (
    <Button pending={unban.isPending} onClick={() => unban.mutate({ params: { path: { userId: user.id } } })}>
      Lift the ban
    </Button>
  );
}

function DeleteButton({ user }: { user: AdminUser }) {
  const invalidateUsers = useInvalidateUsers();
  const navigate = useNavigate();
  const deleteUser = api.useMutation("post", "/api/admin/users/{userId}/deletion", {
    onSuccess: async () => {
      toast.success(`${user.name} is deleted`);
      await navigate({ to: "/admin/users" });
      await invalidateUsers();
    },
  });
  return (
    <Confirmation
      trigger={<Button variant="danger">Delete</Button>}
      title={`Delete ${user.name}?`}
      description="The account is gone for good, and with it organizations that nobody else belongs to. It is refused while other members depend on this owner."
      confirm="Delete the account"
      danger
      typed={{ label: "E-mail address of the user", text: user.email }}
      onConfirm={() => deleteUser.mutateAsync({ params: { path: { userId: user.id } }, body: { email: user.email } })}
    />
  );
}
