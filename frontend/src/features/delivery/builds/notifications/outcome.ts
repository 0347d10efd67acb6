import type { QueryKey } from "@tanstack/react-query";
import type { Build, BuildStatus } from "@/api/types";
import { isFinal } from "../queries";
import { notificationsCopy } from "./copy";

type BuildPage = { items: Build[] };

/** The unfinished builds in a query's data that the user triggered. */
export function ownRunningBuilds(queryKey: QueryKey, data: unknown, userId: string): Build[] {
  return buildsIn(queryKey, data).filter(({ status, trigger }) => !isFinal(status) && trigger.user?.id === userId);
}

function buildsIn(queryKey: QueryKey, data: unknown): Build[] {
  if (data === undefined) return [];
  if (queryKey[1] === "/api/estates/{estateId}/builds/{buildId}") return [data as Build];
  if (queryKey[1] !== "/api/estates/{estateId}/builds") return [];
  const { pages = [data as BuildPage] } = data as { pages?: BuildPage[] };
  return pages.flatMap(({ items }) => items);
}

/** The message about a build that has ended. */
export function outcome({ status, isActive, number }: Pick<Build, "status" | "isActive" | "number">): { level: "success" | "error" | "info"; message: string } {
  if (status === "failed") return { level: "error", message: notificationsCopy.failed(number) };
  if (status === "cancelled") return { level: "info", message: notificationsCopy.cancelled(number) };
  return isActive ? { level: "success", message: notificationsCopy.live(number) } : { level: "info", message: notificationsCopy.notActive(number) };
}

export type TabState = keyof typeof notificationsCopy.titleMarks;

/** What the browser's tab shows: how builds ended that the user has not seen, a failure first, or else that one runs. */
export function tabState(unseen: BuildStatus[], running: number): TabState | null {
  const last = unseen.includes("failed") ? "failed" : unseen.at(-1);
  if (last === "complete" || last === "failed" || last === "cancelled") return last;
  return running > 0 ? "running" : null;
}
