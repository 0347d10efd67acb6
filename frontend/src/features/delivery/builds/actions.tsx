import { useQueryClient } from "@tanstack/react-query";
import { History, RadioTower, Square } from "lucide-react";
import { api } from "@/api/client";
import type { Build } from "@/api/types";
import { estateQuery } from "@/features/organizations/estates/queries";
import { shortHash } from "@/format/commit-hash";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { toast } from "@/ui/toast";
import { buildsCopy } from "./copy";
import { buildQuery, commitSubject, isFinal } from "./queries";

/** Stores the build that an operation returned, without waiting for the socket, and invalidates the lists. */
export function useUpdateBuildCache() {
  const queryClient = useQueryClient();
  return (build: Build) => {
    queryClient.setQueryData(buildQuery(build.estateId, build.id).queryKey, build);
    void queryClient.invalidateQueries({ queryKey: ["get", "/api/estates/{estateId}/builds"] });
    void queryClient.invalidateQueries({ queryKey: estateQuery(build.estateId).queryKey });
  };
}

/** Cancels a queued or running build. */
export function CancelButton({ build }: { build: Build }) {
  const update = useUpdateBuildCache();
  const cancel = api.useMutation("post", "/api/estates/{estateId}/builds/{buildId}/cancel", { onSuccess: update });
  if (isFinal(build.status)) return null;
  return (
    <Button
      pending={cancel.isPending}
      onClick={() => cancel.mutate({ params: { path: { estateId: build.estateId, buildId: build.id } } })}
    >
      {!cancel.isPending && <Square aria-hidden />}
      {buildsCopy.cancel}
    </Button>
  );
}

/** Activates the configuration of a complete build, or rolls back to it. */
export function ActivateButton({ build, activeNumber }: { build: Build; activeNumber: number | undefined }) {
  const update = useUpdateBuildCache();
  const activate = api.useMutation("post", "/api/estates/{estateId}/builds/{buildId}/activate", {
    onSuccess: (activated) => {
      update(activated);
      toast.success(buildsCopy.activate.activated(activated.number));
    },
  });
  if (build.status !== "complete" || build.isActive) return null;
  const isRollback = activeNumber !== undefined && build.number < activeNumber;
  const copy = isRollback ? buildsCopy.rollback : buildsCopy.activate;
  const { consequence, consequenceReplace } = buildsCopy.activate;
  const [commit, subject] = [shortHash(build.commitHash), commitSubject(build)];
  return (
    <Confirmation
      trigger={
        <Button>
          {isRollback ? <History aria-hidden /> : <RadioTower aria-hidden />}
          {copy.open}
        </Button>
      }
      title={copy.title(build.number)}
      description={
        <>
          <p>{activeNumber === undefined ? consequence(commit, subject) : consequenceReplace(commit, subject, activeNumber)}</p>
          {isRollback && <p className="mt-2">{buildsCopy.rollback.nextBuild}</p>}
        </>
      }
      confirm={copy.confirm}
      onConfirm={() => activate.mutateAsync({ params: { path: { estateId: build.estateId, buildId: build.id } } })}
    />
  );
}
