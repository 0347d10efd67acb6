import { api } from "@/api/client";
import type { Build, BuildStatus } from "@/api/types";

export function buildQuery(estateId: string, buildId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}/builds/{buildId}", { params: { path: { estateId, buildId } } });
}

/** The newest few builds, for the dashboard. */
export function latestBuildsQuery(estateId: string) {
  return api.queryOptions("get", "/api/estates/{estateId}/builds", { params: { path: { estateId }, query: { limit: 6 } } });
}

/** All builds, newest first, a page at a time. */
export function useBuildPages(estateId: string, status: BuildStatus | undefined) {
  return api.useInfiniteQuery(
    "get",
    "/api/estates/{estateId}/builds",
    { params: { path: { estateId }, query: { limit: 25, ...(status ? { status } : {}) } } },
    {
      // Null and not undefined, for which the client would put 0.
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor ?? null,
    },
  );
}

/** Whether nothing about the build will change by itself any more. */
export function isFinal(status: BuildStatus): boolean {
  return status === "complete" || status === "failed" || status === "cancelled";
}

/** The first line of the commit's message. */
export function commitSubject(build: Pick<Build, "commitMessage">): string {
  return build.commitMessage.split("\n", 1)[0]?.trim() || "No commit message";
}
