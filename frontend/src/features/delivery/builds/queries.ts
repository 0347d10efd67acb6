import { type QueryClient, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { Build, BuildStatus, Estate } from "@/api/types";
import { buildsCopy } from "./copy";

export function buildQuery(estateId: string, buildId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}/builds/{buildId}", { params: { path: { estateId, buildId } } });
}

/** Shows a build as a list has it, until its own query is fetched. */
export function seedBuild(queryClient: QueryClient, estateId: string, buildId: string): void {
  const { queryKey } = buildQuery(estateId, buildId);
  if (queryClient.getQueryData(queryKey) !== undefined) return;
  for (const { state } of queryClient.getQueryCache().findAll({ queryKey: ["get", "/api/estates/{estateId}/builds"] })) {
    const { items = [], pages = [{ items }] } = (state.data ?? {}) as { items?: Build[]; pages?: { items: Build[] }[] };
    const found = pages.flatMap((page) => page.items).find(({ id }) => id === buildId);
    if (found) queryClient.setQueryData(queryKey, found, { updatedAt: state.dataUpdatedAt });
  }
}

/** The newest builds, for the dashboard. */
export function latestBuildsQuery(estateId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}/builds", { params: { path: { estateId }, query: { limit: 6 } } });
}

/** The newest build of the connected repository: null when there is none yet, undefined until that is known. */
export function useBuildSinceConnected({ id, repository }: Estate): Build | null | undefined {
  const { data } = useQuery({ ...latestBuildsQuery(id), enabled: Boolean(repository) });
  if (!repository || !data) return undefined;
  const [newest] = data.items;
  return newest && newest.createdAt >= repository.connectedAt ? newest : null;
}

/** All builds, newest first. */
export function useBuildPages(estateId: string, status: BuildStatus | undefined, { enabled = true } = {}) {
  return api.useInfiniteQuery(
    "get",
    "/api/estates/{estateId}/builds",
    { params: { path: { estateId }, query: { limit: 25, ...(status ? { status } : {}) } } },
    { ...paged, enabled },
  );
}

/** Whether the status is final, so that the build only changes by activation. */
export function isFinal(status: BuildStatus): boolean {
  return status === "complete" || status === "failed" || status === "cancelled";
}

export function commitSubject(build: Pick<Build, "commitMessage">): string {
  return build.commitMessage.split("\n", 1)[0]?.trim() || buildsCopy.noCommitMessage;
}
