import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { Build, BuildStatus } from "@/api/types";
import { buildsCopy } from "./copy";

export function buildQuery(estateId: string, buildId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}/builds/{buildId}", { params: { path: { estateId, buildId } } });
}

/** The newest builds, for the dashboard. */
export function latestBuildsQuery(estateId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}/builds", { params: { path: { estateId }, query: { limit: 6 } } });
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
