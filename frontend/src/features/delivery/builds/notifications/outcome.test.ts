import { expect, test } from "vitest";
import type { Build } from "@/api/types";
import { outcome, ownRunningBuilds, tabState } from "./outcome";

const build = (id: string, status: Build["status"], userId?: string) => ({ id, status, trigger: { kind: "manual", user: userId ? { id: userId, name: "Ada" } : null } });
const list = "/api/estates/{estateId}/builds";

test("the user's unfinished builds are found in a build, a list and a paged list", () => {
  const items = [build("build_1", "queued", "usr_1"), build("build_2", "in_progress", "usr_2"), build("build_3", "in_progress"), build("build_4", "complete", "usr_1")];
  const ids = (path: string, data: unknown) => ownRunningBuilds(["get", path, {}], data, "usr_1").map(({ id }) => id);
  expect(ids(`${list}/{buildId}`, items[0])).toEqual(["build_1"]);
  expect(ids(`${list}/{buildId}`, items[1])).toEqual([]);
  expect(ids(list, { items })).toEqual(["build_1"]);
  expect(ids(list, { pages: [{ items: items.slice(1) }, { items: items.slice(0, 1) }] })).toEqual(["build_1"]);
  expect(ids("/api/admin/builds", { items })).toEqual([]);
  expect(ids(list, undefined)).toEqual([]);
});

test("a complete build is live only when it is active", () => {
  expect(outcome({ status: "complete", isActive: true, number: 12 })).toEqual({ level: "success", message: "Build #12 is live" });
  expect(outcome({ status: "complete", isActive: false, number: 12 })).toEqual({ level: "info", message: "Build #12 is complete, but not active" });
  expect(outcome({ status: "failed", isActive: false, number: 12 })).toEqual({ level: "error", message: "Build #12 failed" });
  expect(outcome({ status: "cancelled", isActive: false, number: 12 })).toEqual({ level: "info", message: "Build #12 was cancelled" });
});

test("the tab shows an unseen failure before other outcomes, and those before a running build", () => {
  expect(tabState([], 0)).toBe(null);
  expect(tabState([], 1)).toBe("running");
  expect(tabState(["complete"], 1)).toBe("complete");
  expect(tabState(["failed", "complete"], 0)).toBe("failed");
  expect(tabState(["complete", "cancelled"], 0)).toBe("cancelled");
});
