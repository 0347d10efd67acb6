import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import type { Build, Estate, Repository } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { estateQuery } from "@/features/organizations/estates/queries";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { toast } from "@/ui/toast";
import { AuthorizeButton } from "../authorize-button";
import { githubCopy } from "../copy";

const copy = githubCopy.unconfirmed;

type UnconfirmedProps = { estate: Estate; repository: Repository; onConfirmed: (build: Build | null) => void };

/** Says that nobody has rights on the repository anymore, and lets a user confirm it with their own. */
export function UnconfirmedNotice({ estate, repository, onConfirmed }: UnconfirmedProps) {
  const queryClient = useQueryClient();
  const confirm = api.useMutation("post", "/api/estates/{estateId}/repository/confirm", {
    meta: { handledStatuses: [409] },
    onSuccess: async ({ build }) => {
      await queryClient.invalidateQueries({ queryKey: estateQuery(estate.id).queryKey });
      toast.success(copy.confirmed(repository.fullName));
      onConfirmed(build ?? null);
    },
  });
  const code = asApiError(confirm.error)?.error.code;
  return (
    <Notice tone="warning" title={copy.title}>
      <p>{copy.text}</p>
      {code === "GITHUB_WRITE_ACCESS_REQUIRED" && <p className="mt-1 font-medium text-foreground">{copy.writeAccess}</p>}
      {hasPermission(estate, "repository.manage") && (
        <div className="mt-2 flex flex-wrap items-center gap-2">
          {code === "GITHUB_AUTHORIZATION_REQUIRED" ? (
            <>
              <span>{copy.authorizeFirst}</span>
              <AuthorizeButton estateId={estate.id} size="small" />
            </>
          ) : (
            <Button size="small" pending={confirm.isPending} onClick={() => confirm.mutate({ params: { path: { estateId: estate.id } } })}>
              {copy.confirm}
            </Button>
          )}
        </div>
      )}
    </Notice>
  );
}
