import { expect, test } from "vitest";
import type { AuditEvent } from "@/api/types";
import { userIds } from "./use-directory";

function event(actor: AuditEvent["actor"], resourceType: string, resourceId: string): AuditEvent {
  return { id: "aud_1", createdAt: "2026-01-01T00:00:00Z", actor, action: "organization.updateMemberRole", resourceType, resourceId, detail: {} };
}

test("the users that events are about or by are named once, and nobody else", () => {
  const anna = { type: "user", id: "usr_anna", name: "Anna Smith" } as const;
  expect(
    userIds([
      event(anna, "organization_user_membership", "usr_ben"),
      event(anna, "estate", "est_1"),
      event({ type: "key", id: "key_1", name: "CI" }, "organization_user_membership", "usr_anna"),
      event({ type: "user", id: null, name: null }, "user", "usr_carl"),
    ]),
  ).toEqual(["usr_anna", "usr_ben"]);
});
