import { useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import type { Estate, Repository } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { estateQuery } from "@/features/organizations/estates/queries";
import { Ago } from "@/format/time";
import { BranchName } from "@/ui/branch-name";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { CopyButton } from "@/ui/copy-button";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { githubCopy } from "../copy";

const copy = githubCopy.connected;
const disconnectCopy = githubCopy.disconnect;

type ConnectedProps = { estate: Estate; repository: Repository; onChange: () => void };

/** The connected repository of an estate. */
export function ConnectedRepository({ estate, repository, onChange }: ConnectedProps) {
  const queryClient = useQueryClient();
  const disconnect = api.useMutation("delete", "/api/estates/{estateId}/repository", {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: estateQuery(estate.id).queryKey });
      toast.success(disconnectCopy.disconnected(repository.fullName));
    },
  });
  return (
    <Panel>
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-3.5">
        <a
          href={repository.htmlUrl}
          target="_blank"
          rel="noreferrer"
          className="inline-flex min-w-0 items-center gap-1.5 text-base font-semibold underline-offset-4 hover:underline"
        >
          <span className="min-w-0 break-words">{repository.fullName}</span>
          <ExternalLink aria-hidden className="size-3.5 shrink-0 text-quiet" />
          <span className="sr-only">{copy.opensGitHub}</span>
        </a>
        {hasPermission(estate, "repository.manage") && (
          <div className="flex flex-wrap gap-2">
            <Button size="small" onClick={onChange}>
              {copy.change}
            </Button>
            <Confirmation
              trigger={<Button size="small">{disconnectCopy.submit}</Button>}
              title={disconnectCopy.title(repository.fullName)}
              description={disconnectCopy.consequence}
              confirm={disconnectCopy.confirm}
              danger
              onConfirm={() => disconnect.mutateAsync({ params: { path: { estateId: estate.id } } })}
            />
          </div>
        )}
      </div>
      <dl className="grid gap-x-6 gap-y-3 px-4 py-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <Fact name={copy.branch}>
          <BranchName name={repository.branch} />
        </Fact>
        <Fact name={copy.folder}>{repository.path ? <code className="font-mono text-xs">{repository.path}</code> : copy.entireRepository}</Fact>
        <Fact name={copy.cloneUrl}>
          <span className="flex min-w-0 items-center gap-1 rounded-md border border-line bg-sunken pl-2.5">
            <code className="min-w-0 flex-1 truncate font-mono text-xs">{repository.cloneUrl}</code>
            <CopyButton text={repository.cloneUrl} label={copy.copyCloneUrl} />
          </span>
        </Fact>
        <Fact name={copy.connectedAt}>
          <Ago at={repository.connectedAt} />
        </Fact>
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="-mb-2 self-center text-xs text-quiet sm:mb-0">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
