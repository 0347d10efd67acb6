// Proves that an organization that requires a second factor admits members without one until the deadline, and afterwards to nothing, by no
// kind of credential, until they have one.
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { join, signInAgain, signUp } from "../../support/people.ts";
import { setUpTotp } from "../../support/second_factor.ts";
import { test } from "../../support/test.ts";
import { keyOf, programOfUser } from "../../tenants/tenant.ts";

const REQUIRED = { status: 403, code: "SECOND_FACTOR_REQUIRED" };
const DAY = 86_400_000;

test("members without a second factor are admitted until the deadline, and to nothing afterwards", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}`;
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "admin");
  const require = (body: object) => owner.client.call("PUT", `${path}/second-factor`, { body });
  expect(await owner.client.refused("PUT", `${path}/second-factor`, { body: { required: true } })).toEqual({ status: 409, code: "NO_SECOND_FACTOR" });
  await setUpTotp(stack, owner);
  for (const graceDays of [-1, 91, 1.5, "7"]) expect((await require({ required: true, graceDays })).status, String(graceDays)).toBe(400);
  const { secondFactorRequiredFrom: from } = (await require({ required: true, graceDays: 7 })).body as { secondFactorRequiredFrom: string };
  expect(Math.abs(Date.parse(from) - Date.now() - 7 * DAY)).toBeLessThan(60_000);
  const mine = async () => {
    const { user, organizations } = await member.client.ok<{ user: { hasSecondFactor: boolean }; organizations: { id: string; secondFactorRequiredFrom: string | null }[] }>("GET", "/api/auth/me");
    return [user.hasSecondFactor, organizations.find(({ id }) => id === owner.organizationId)?.secondFactorRequiredFrom];
  };
  expect(await mine()).toEqual([false, from]);
  await member.client.ok("GET", `${path}/members`);

  const program = await programOfUser(stack, member);
  const { program: key } = await keyOf(stack, { userId: member.userId, organizationId: owner.organizationId }, ["organization.view", "estate.view"]);
  const estate = `/api/estates/${owner.estateId}`;
  await key.ok("GET", estate);
  await stack.db.prepare("UPDATE organization SET second_factor_required_from = ?2 WHERE id = ?1").bind(owner.organizationId, Date.now() - 1).run();
  const again = await signInAgain(stack, member);
  for (const at of [path, `${path}/members`, `${path}/audit`, estate, `${estate}/builds`]) {
    expect(await member.client.refused("GET", at), at).toEqual(REQUIRED);
    expect(await again.client.refused("GET", at), at).toEqual(REQUIRED);
  }
  expect(await member.client.refused("POST", `${path}/estates`, { body: { name: "Theirs" } })).toEqual(REQUIRED);
  for (const client of [program, key]) expect((await client.call("GET", estate)).status).toBe(403);
  // of another organization, nothing changes; who is no member still learns nothing
  await member.client.ok("GET", `/api/organizations/${member.organizationId}`);
  const stranger = await signUp(stack);
  expect(await stranger.client.refused("GET", path)).toEqual({ status: 404, code: "NOT_FOUND" });
  await owner.client.ok("GET", path);

  await setUpTotp(stack, member);
  expect(await mine()).toMatchObject([true, expect.any(String)]);
  await member.client.ok("GET", `${path}/members`);
  await key.ok("GET", estate);

  expect((await require({ required: false })).body).toMatchObject({ secondFactorRequiredFrom: null });
  const events = await audited(stack, owner.organizationId, "organization.requireSecondFactor");
  expect(events.map(({ actorId }) => actorId)).toEqual([owner.userId, owner.userId]);
  expect(events[0]?.detail).toEqual({ before: { secondFactorRequiredFrom: null }, after: { secondFactorRequiredFrom: from } });
});
