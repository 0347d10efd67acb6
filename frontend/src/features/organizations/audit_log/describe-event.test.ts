import { describe, expect, it, test } from "vitest";
import type { AuditEvent } from "@/api/types";
import { type Directory, describeEvent } from "./describe-event";
import { toText } from "./sentence";
import { actionGroups, otherSentences } from "./sentence-copy";

type Document = { paths: Record<string, Record<string, { operationId: string }>> };
const [document] = Object.values(import.meta.glob<Document>("../../../../../openapi.json", { import: "default", eager: true }));

const known = [...actionGroups.flatMap(({ actions }) => Object.keys(actions)), ...Object.keys(otherSentences)];

/** Operations that change something and record no event of their own name. */
const withoutEvent = [
  "admin.rebuildEstate", // estate.triggerRebuild
  "auth.activateSession", // exchanges cookies
  "auth.parkSession",
  "auth.refresh",
  "auth.register", // auth.signUp
  "auth.startOAuth",
  "auth.startPasskeyConfirmation",
  "auth.startPasskeySignIn",
  "auth.startSecondFactorPasskey",
  "auth.verifySecondFactorPasskey", // auth.verifySecondFactor
  "auth.startSso",
  "device.authorize",
  "oauth.introspect",
  "oauth.postUserInfo",
  "github.webhook", // estate.triggerRebuild
  "organization.addMember", // invitation.create
  "organization.testSso",
  "testing.panic",
  "user.startPasskey",
];

const names: Record<string, string> = { usr_ben: "Ben Lee", est_1: "Website", build_12: "12", build_10: "10", inv_1: "ada@example.com" };
const directory: Directory = {
  nameOf: (id) => names[id],
  linkTo: (type, id) => (type === "estate" && id in names ? { to: "/" } : undefined),
};

function event(action: string, resourceType: string, resourceId: string, rest: Partial<AuditEvent> = {}): AuditEvent {
  return { id: "aud_1", createdAt: "2026-01-01T00:00:00Z", actor: { type: "user", id: "usr_anna", name: "Anna Smith" }, action, resourceType, resourceId, estateId: "est_1", detail: {}, ...rest };
}

function describeText(...parameters: Parameters<typeof event>): string {
  return toText(describeEvent(event(...parameters), directory));
}

test("every operation that changes something has a sentence", () => {
  const operations = Object.values(document?.paths ?? {}).flatMap((methods) => Object.entries(methods));
  const changing = operations.filter(([method]) => method !== "get").map(([, { operationId }]) => operationId);
  expect(changing.length).toBeGreaterThan(50);
  expect(changing.filter((id) => !known.includes(id) && !withoutEvent.includes(id))).toEqual([]);
  expect(withoutEvent.filter((id) => known.includes(id) || !changing.includes(id))).toEqual([]);
});

test("so have the events of operations by GET, and of none", () => {
  for (const action of ["auth.finishOAuth", "auth.finishSso", "github.callback", "auth.refreshTokenReused", "auth.secondFactorFailed", "audit.removeExpired", "organization.export"]) expect(known).toContain(action);
});

describe("describeEvent", () => {
  it("says who changed what, with the values before and after", () => {
    const roles = { before: { role: "member" }, after: { role: "admin" } };
    expect(describeText("organization.updateMemberRole", "organization_user_membership", "usr_ben", roles)).toBe("Anna Smith changed Ben Lee's role from member to admin");
    expect(describeText("organization.updateMemberRole", "organization_user_membership", "usr_ben", { before: { role: "guest", estateIds: [] }, after: { role: "guest", estateIds: ["est_1"] } })).toBe(
      "Anna Smith changed the estates that Ben Lee can access",
    );
    expect(describeText("scim.update", "organization_user_membership", "usr_ben", { actor: { type: "system", id: "scim" }, before: { role: "member" } })).toBe("The identity provider (SCIM) deactivated Ben Lee");
    const scim = { actor: { type: "system", id: "scim" } } as const;
    expect(describeText("scim.update", "team", "team_1", { ...scim, before: { name: "A", userIds: [] }, after: { name: "A", userIds: ["usr_ben"] } })).toBe("The identity provider (SCIM) changed the members of a team");
    expect(describeText("scim.delete", "team", "team_1", { ...scim, before: { name: "A" } })).toBe("The identity provider (SCIM) deleted the team A");
    expect(describeText("estate.rollbackToBuild", "build", "build_10", { before: { number: 12 }, after: { number: 10 } })).toBe("Anna Smith rolled Website back from build #12 to build #10");
    expect(describeText("estate.rollbackToBuild", "build", "build_12", { before: { number: 10 }, after: { number: 12 } })).toBe("Anna Smith activated build #12 of Website");
    expect(describeText("organization.update", "organization", "org_1", { before: { name: "A", slug: "a" }, after: { name: "B", slug: "a" } })).toBe("Anna Smith renamed the organization from A to B");
    expect(describeText("organization.update", "organization", "org_1", { before: { name: "A", slug: "a" }, after: { name: "B", slug: "b" } })).toBe("Anna Smith changed the organization's name and slug");
    expect(describeText("organization.update", "organization", "org_1", { before: { defaultEstateId: "est_0" }, after: { defaultEstateId: "est_1" } })).toBe("Anna Smith made Website the default estate");
    expect(describeText("invitation.create", "invitation", "inv_1", { after: { email: null, role: "admin" } })).toBe("Anna Smith created a link that invites people as an admin");
    expect(describeText("invitation.revoke", "invitation", "inv_1")).toBe("Anna Smith revoked the invitation for ada@example.com");
    expect(describeText("organization.updateDomain", "organization_domain", "dom_1", { before: { autoJoin: false }, after: { autoJoin: true, role: "viewer" } })).toBe(
      "Anna Smith let people with an address at a former domain join as a viewer",
    );
    expect(describeText("estate.update", "estate", "est_1", { before: { cancelSupersededBuilds: true }, after: { cancelSupersededBuilds: false } })).toBe("Anna Smith turned off cancelling superseded builds in Website");
  });

  it("names actors that are no users, and administrators who impersonate", () => {
    const push = { after: { commit: "1a2b3c4d5e6f", branch: "main", trigger: "push" } };
    expect(describeText("estate.triggerRebuild", "build", "build_12", { ...push, actor: { type: "webhook", id: "github:1" } })).toBe("GitHub triggered build #12 of Website by a push of 1a2b3c4 to main");
    expect(describeText("estate.triggerRebuild", "build", "build_99", { ...push, actor: { type: "webhook", id: "other:1" } })).toBe("A webhook triggered a build of Website by a push of 1a2b3c4 to main");
    expect(describeText("estate.create", "estate", "est_1", { actor: { type: "key", id: "key_1", name: "CI" } })).toBe("The API key CI created the estate Website");
    expect(describeText("estate.create", "estate", "est_1", { actor: { type: "key", id: "key_1" } })).toBe("A revoked API key created the estate Website");
    expect(describeText("estate.completeUserOnboardingStep", "estate", "est_1", { actor: { type: "system", id: "onboarding" } })).toBe("Steward completed “Getting started” for Website");
    expect(describeText("estate.create", "estate", "est_1", { app: { id: "oac_1", name: "Planner" } })).toBe("Anna Smith, by the app Planner, created the estate Website");
    expect(describeText("organization.leave", "organization_user_membership", "usr_ben", { actor: { type: "user", id: "usr_ben", name: null }, impersonatedBy: { id: "usr_1", name: "Root" } })).toBe(
      "A deleted user, impersonated by Root, left the organization",
    );
  });

  it("links names that have a page", () => {
    const parts = describeEvent(event("estate.create", "estate", "est_1"), directory);
    expect(parts.at(-1)).toEqual({ text: "Website", link: { to: "/" } });
    expect(describeText("estate.cancelBuild", "build", "build_12", { estateId: "est_gone" })).toBe("Anna Smith cancelled build #12 of a deleted estate");
  });

  it("describes an unknown action, and an unknown type of resource", () => {
    expect(describeText("estate.paint", "estate", "est_1")).toBe("Anna Smith performed estate.paint on Website");
    expect(describeText("garden.water", "flower_bed", "bed_1")).toBe("Anna Smith performed garden.water on flower bed bed_1");
  });
});
