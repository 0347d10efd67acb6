import { useQueryClient } from "@tanstack/react-query";
import { History, RadioTower, Square } from "lucide-react";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Build } from "@/api/types";
import { estateQuery } from "@/features/organizations/estates/queries";
import { shortHash } from "@/format/commit-hash";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
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
      Cancel
    </Button>
  );
}

/** Activates the configuration of a complete build, or rolls back to it. */
export function ActivateButton({ build, activeNumber }: { build: Build; activeNumber: number | undefined }) {
  const update = useUpdateBuildCache();
  const activate = api.useMutation("post", "/api/estates/{estateId}/builds/{buildId}/activate", {
    onSuccess: (activated) => {
      update(activated);
      toast.success(`Build #${activated.number} is active`);
    },
  });
  if (build.status !== "complete" || build.isActive) return null;
  const isRollback = activeNumber !== undefined && build.number < activeNumber;
  const action = isRollback ? "Roll back" : "Make active";
  return (
    <Confirmation
      trigger={
        <Button>
          {isRollback ? <History aria-hidden /> : <RadioTower aria-hidden />}
          {isRollback ? "Roll back to this build" : "Make active"}
        </Button>
      }
      title={isRollback ? `Roll back to build #${build.number}?` : `Make build #${build.number} active?`}
      description={
        <>
          <p>
            The configuration of {shortHash(build.commitHash)}, “{commitSubject(build)}”, comes into force at once
            {activeNumber === undefined ? "." : ` in place of build #${activeNumber}.`}
          </p>
          {isRollback && <p className="mt-2">The next build that completes becomes active again by itself.</p>}
        </>
      }
      confirm={action}
      onConfirm={() => activate.mutateAsync({ params: { path: { estateId: build.estateId, buildId: build.id } } })}
    />
  );
}
