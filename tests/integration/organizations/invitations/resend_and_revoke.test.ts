// Proves that an invitation can be sent again with the same link, and revoked.
import { expect } from "vitest";
import { newEmail, signUp } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";

interface Invitation {
  id: string;
  email: string | null;
  role: string;
  estateIds: string[];
  status: string;
  uses: number;
  expiresAt: string;
  createdAt: string;
}
interface Made {
  invitation: Invitation;
  url: string;
}

const DAY = 86_400_000;

test("a resent invitation is valid for seven more days with the same link, a revoked one is not valid", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/invitations`;
  const email = newEmail();
  const { invitation, url } = await owner.client.ok<Made>("POST", path, { email, role: "viewer" }, 201);
  await stack.mail.waitFor({ to: email, kind: "invitation" });
  await stack.db.prepare("UPDATE invitation SET expires_at = 1 WHERE id = ?1").bind(invitation.id).run();
  const again = await owner.client.ok<Invitation>("POST", `${path}/${invitation.id}/resend`);
  expect(again.status).toBe("pending");
  expect(Date.parse(again.expiresAt)).toBeGreaterThan(Date.now() + 6 * DAY);
  const mails = await until("the second mail", () => stack.mail.find({ to: email, kind: "invitation" }).length === 2 && stack.mail.find({ to: email, kind: "invitation" }));
  for (const { text } of mails) expect(text).toContain(url);

  await owner.client.ok("DELETE", `${path}/${invitation.id}`, undefined, 204);
  const token = url.split("/").at(-1);
  expect(await owner.client.ok("GET", `/api/invitations/${token}`)).toMatchObject({ status: "revoked" });
  for (const [method, suffix] of [["DELETE", ""], ["POST", "/resend"]] as const) {
    expect(await owner.client.refused(method, `${path}/${invitation.id}${suffix}`)).toEqual({ status: 409, code: "INVITATION_ENDED" });
  }
  const other = await signUp(stack);
  const foreign = `/api/organizations/${other.organizationId}/invitations/${invitation.id}`;
  expect(await other.client.refused("DELETE", foreign)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await other.client.refused("POST", `${foreign}/resend`)).toEqual({ status: 404, code: "NOT_FOUND" });
});
