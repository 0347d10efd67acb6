import { describe, expect, it } from "vitest";
import type { Invalidation, Resource } from "./frames";
import { belongsToOrganization, isAffected, isOverview } from "./invalidation";

function message(resource: Resource, id: string | null = null, estateId: string | null = "est_1"): Invalidation {
  return { type: "invalidate", seq: 1, resource, organizationId: "org_1", estateId, id };
}
function key(path: string, ids: Record<string, string> = {}, query: Record<string, unknown> = {}) {
  return ["get", path, { params: { path: ids, query } }];
}
const builds = "/api/estates/{estateId}/builds";
const build = "/api/estates/{estateId}/builds/{buildId}";

describe("isAffected", () => {
  it("matches the list with any filter, and the changed build", () => {
    const changed = message("build", "build_1");
    expect(isAffected(key(builds, { estateId: "est_1" }, { status: "failed" }), changed)).toBe(true);
    expect(isAffected(key(build, { estateId: "est_1", buildId: "build_1" }), changed)).toBe(true);
    expect(isAffected(key(build, { estateId: "est_1", buildId: "build_2" }), changed)).toBe(false);
    expect(isAffected(key(builds, { estateId: "est_2" }), changed)).toBe(false);
    expect(isAffected(key("/api/estates/{estateId}", { estateId: "est_1" }), changed)).toBe(false);
  });
  it("matches a queued build when another build of the estate changes", () => {
    const [changed, queued] = [message("build", "build_1"), key(build, { estateId: "est_1", buildId: "build_2" })];
    expect([isAffected(queued, changed, { status: "queued" }), isAffected(queued, changed, { status: "failed" })]).toEqual([true, false]);
    expect(isAffected(key(build, { estateId: "est_2", buildId: "build_3" }), changed, { status: "queued" })).toBe(false);
  });
  it("matches every build of the estate when another becomes active", () => {
    const changed = message("configuration", "build_1");
    expect(isAffected(key(build, { estateId: "est_1", buildId: "build_2" }), changed)).toBe(true);
    expect(isAffected(key("/api/estates/{estateId}", { estateId: "est_1" }), changed)).toBe(true);
    expect(isAffected(key(build, { estateId: "est_2", buildId: "build_3" }), changed)).toBe(false);
  });
  it("does not match queries of another organization", () => {
    const members = "/api/organizations/{organizationId}/members";
    expect(isAffected(key(members, { organizationId: "org_1" }), message("member", "usr_1", null))).toBe(true);
    expect(isAffected(key(members, { organizationId: "org_2" }), message("member", "usr_1", null))).toBe(false);
  });
  it("matches the list of members, and the changed member", () => {
    const members = "/api/organizations/{organizationId}/members";
    const member = (userId: string) => key(`${members}/{userId}`, { organizationId: "org_1", userId });
    const changed = message("member", "usr_1", null);
    expect([key(members, { organizationId: "org_1" }), member("usr_1"), member("usr_2")].map((query) => isAffected(query, changed))).toEqual([true, true, false]);
    expect(isAffected(member("usr_2"), message("member", null, null))).toBe(true);
  });
  it("matches only the list of the changed invitation or key", () => {
    const [invitations, keys] = ["invitations", "keys"].map((list) => key(`/api/organizations/{organizationId}/${list}`, { organizationId: "org_1" }));
    expect([invitations, keys].map((list) => isAffected(list ?? [], message("invitation", null, null)))).toEqual([true, false]);
    expect([invitations, keys].map((list) => isAffected(list ?? [], message("api_key", null, null)))).toEqual([false, true]);
  });
  it("matches the audit log of the organization for every resource", () => {
    const log = key("/api/organizations/{organizationId}/audit", { organizationId: "org_1" }, { action: "estate.create" });
    for (const resource of ["build", "estate", "member", "api_key"] as const) expect(isAffected(log, message(resource, "id_1")), resource).toBe(true);
    expect(isAffected(key("/api/organizations/{organizationId}/audit", { organizationId: "org_2" }), message("estate"))).toBe(false);
  });
  it("matches the onboarding for every resource that completes a step", () => {
    const steps = key("/api/estates/{estateId}/onboarding", { estateId: "est_1" });
    for (const resource of ["estate", "repository", "build"] as const) expect(isAffected(steps, message(resource)), resource).toBe(true);
    for (const resource of ["member", "invitation"] as const) expect(isAffected(steps, message(resource, null, null)), resource).toBe(true);
    expect(isAffected(steps, message("api_key", null, null))).toBe(false);
    expect(isAffected(steps, message("repository", null, "est_2"))).toBe(false);
  });
  it("matches the overview of the organization's estates for everything that it shows", () => {
    const overview = key("/api/organizations/{organizationId}/estates/overview", { organizationId: "org_1" });
    for (const resource of ["estate", "repository", "build", "configuration"] as const) expect(isAffected(overview, message(resource)), resource).toBe(true);
    expect(isAffected(overview, message("member", null, null))).toBe(false);
    expect(isAffected(key("/api/organizations/{organizationId}/estates/overview", { organizationId: "org_2" }), message("build"))).toBe(false);
    expect([isOverview(overview), isOverview(key(builds, { estateId: "est_1" }))]).toEqual([true, false]);
  });
  it("matches queries without parameters", () => {
    expect(isAffected(["get", "/api/auth/me", {}], message("estate"))).toBe(true);
    expect(isAffected(["get", "/api/auth/me"], message("build"))).toBe(false);
  });
});

describe("belongsToOrganization", () => {
  it("matches queries of the organization and its estates, and no others", () => {
    const estates = new Set(["est_1"]);
    expect(belongsToOrganization(key(builds, { estateId: "est_1" }), "org_1", estates)).toBe(true);
    expect(belongsToOrganization(key(builds, { estateId: "est_9" }), "org_1", estates)).toBe(false);
    expect(belongsToOrganization(key("/api/organizations/{organizationId}", { organizationId: "org_1" }), "org_1", estates)).toBe(true);
    expect(belongsToOrganization(["get", "/api/admin/deliveries", {}], "org_1", estates)).toBe(false);
  });
});
