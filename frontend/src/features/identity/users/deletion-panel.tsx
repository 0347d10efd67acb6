import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { findOrganization, useSession } from "@/app/session/session";
import { leaveSession } from "@/app/session/sign-out";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Notice } from "@/ui/notice";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { textLink } from "@/ui/text-link";
import { usersCopy } from "./copy";

const deletionPath = "/api/user/deletion";
const copy = usersCopy.deletion;

/** Deletes the user's account, unless the user is the only owner of an organization with other members. */
export function DeletionPanel() {
  const preview = api.useQuery("get", deletionPath, {}, { staleTime: 0 });
  return (
    <Panel title={copy.title}>
      {preview.isPending ? (
        <div aria-hidden className="grid gap-3 p-4">
          <Skeleton className="h-4 w-full max-w-md" />
          <Skeleton className="h-9 w-44" />
        </div>
      ) : preview.data === undefined ? (
        <ListError error={preview.error} onRetry={preview.refetch} pending={preview.isFetching} />
      ) : preview.data.organizationsToHandOver.length > 0 ? (
        <TransferFirst organizations={preview.data.organizationsToHandOver} />
      ) : (
        <Deletion organizations={preview.data.deletedOrganizations} />
      )}
    </Panel>
  );
}

type Organizations = { organizations: { id: string; name: string }[] };

function TransferFirst({ organizations }: Organizations) {
  const me = useSession();
  return (
    <div className="p-4">
      <Notice tone="warning" title={copy.transferFirst.title}>
        <p>{copy.transferFirst.text}</p>
        <ul aria-label={copy.transferFirst.label} className="mt-2 grid gap-1">
          {organizations.map(({ id, name }) => (
            <li key={id}>
              <Link to="/$organization/settings/danger-zone" params={{ organization: findOrganization(me, id)?.slug ?? id }} className={textLink}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}

function Deletion({ organizations }: Organizations) {
  const { user } = useSession();
  const queryClient = useQueryClient();
  // A session that had ended before has deleted nothing, so sign-in says so and leads back here.
  const leave = leaveSession("/login", "/login?ended=true&returnUrl=%2Fuser-settings%2Fdata");
  const deleteAccount = api.useMutation("post", deletionPath, {
    ...leave,
    onError: (error) => {
      leave.onError(error);
      return queryClient.invalidateQueries({ queryKey: ["get", deletionPath] });
    },
  });
  const deletedOrganizations = organizations.length > 0 && (
    <>
      <p>{organizations.length === 1 ? copy.organizations.one : copy.organizations.many}</p>
      <ul aria-label={copy.organizations.label} className="list-disc pl-5">
        {organizations.map(({ id, name }) => (
          <li key={id} className="break-words">
            {copy.organizations.item(name)}
          </li>
        ))}
      </ul>
    </>
  );
  return (
    <div className="grid gap-4 p-4">
      <div className="grid gap-2 text-quiet">
        <p>{copy.text}</p>
        {deletedOrganizations}
      </div>
      <Confirmation
        trigger={
          <Button variant="danger" className="justify-self-start">
            {copy.submit}
          </Button>
        }
        title={copy.confirmTitle}
        description={deletedOrganizations ? <div className="grid gap-2">{deletedOrganizations}</div> : copy.consequence}
        confirm={copy.submit}
        danger
        typed={{ label: copy.confirmLabel, text: user.email }}
        onConfirm={() => deleteAccount.mutateAsync({ body: { email: user.email } })}
      />
    </div>
  );
}
