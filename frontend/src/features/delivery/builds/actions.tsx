import { useQueryClient } from "@tanstack/react-query";
import { Square } from "lucide-react";
import { api } from "@/api/client";
import type { Build } from "@/api/types";
import { estateQuery } from "@/features/organizations/estates/queries";
import { Button } from "@/ui/button";
import { buildCopy } from "./build-copy";
import { buildQuery, isFinal } from "./queries";

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
      {buildCopy.cancel}
    </Button>
  );
}
