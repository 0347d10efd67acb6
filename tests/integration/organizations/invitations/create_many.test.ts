// Proves that a list of addresses invites everybody who can be invited, once, says for each line what happened, and is refused when it is
// too long.
import { expect } from "vitest";
import { linkIn } from "../../../providers/mail/index.ts";
import { audited } from "../../support/audit.ts";
import { join, newEmail, signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

interface Result {
  line: number;
  text: string;
  email: string | null;
  outcome: string;
  reason: string | null;
}

const path = ({ organizationId }: Person) => `/api/organizations/${organizationId}/invitation-lists`;
const invite = async (owner: Person, list: string, over: object = {}) => (await owner.client.ok<{ items: Result[] }>("POST", path(owner), { list, role: "viewer", ...over }, 200)).items;
const short = (items: Result[]) => items.map(({ line, email, outcome }) => [line, email, outcome]);

test("each line says what happened, and a repeated list invites nobody again", async ({ stack, owner }) => {
  const [member, external] = [await signUp(stack), await signUp(stack)];
  await join(stack, member, owner.organizationId, "member");
  await join(stack, external, owner.organizationId, "external");
  const [ada, grace, joan] = [newEmail(), newEmail(), newEmail()];
  await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/invitations`, { email: joan, role: "viewer" }, 201);
  const list = ["Name,Email", `"Lovelace, Ada",${ada.toUpperCase()}`, `Grace <${grace}>, ${ada}`, "", member.email, joan, "nobody", "a@b@c", external.email].join("\r\n");
  const first = await invite(owner, list);
  expect(short(first)).toEqual([
    [2, ada, "invited"],
    [3, grace, "invited"],
    [3, ada, "duplicate"],
    [5, member.email, "already_member"],
    [6, joan, "already_invited"],
    [7, null, "invalid"],
    [8, null, "invalid"],
    [9, external.email, "invited"],
  ]);
  for (const { outcome, reason } of first) expect(typeof reason === "string" && reason.length > 10, outcome).toBe(outcome === "invalid");
  expect(short(await invite(owner, list)).map(([, , outcome]) => outcome)).toEqual(["already_invited", "already_invited", "duplicate", "already_member", "already_invited", "invalid", "invalid", "already_invited"]);
  const { results } = await stack.db.prepare("SELECT email, role FROM invitation WHERE organization_id = ?1 ORDER BY email").bind(owner.organizationId).all<{ email: string; role: string }>();
  expect(results).toEqual([ada, grace, joan, external.email].sort().map((email) => ({ email, role: "viewer" })));
  expect(await audited(stack, owner.organizationId, "invitation.createMany")).toEqual([{ actorId: owner.userId, detail: { after: { role: "viewer", estateIds: [], emails: [ada, grace, external.email] } } }]);
  // the email proves its address, as that of a single invitation does
  const link = linkIn(await stack.mail.waitFor({ to: grace, kind: "invitation" }), "/invite/");
  expect(new URLSearchParams(link.hash.slice(1)).get("email")).toBe(grace);
  expect(await external.client.ok("POST", `/api/invitations/${linkIn(await stack.mail.waitFor({ to: external.email, kind: "invitation" }), "/invite/").pathname.split("/").at(-1)}/accept`, undefined, 200)).toMatchObject({ organizationId: owner.organizationId });
});

test("500 addresses are invited in one list, more are refused, and 50,000 lines at once", async ({ stack, owner }) => {
  const addresses = Array.from({ length: 501 }, (_, index) => `p${index}-${newEmail("many.example")}`);
  expect(await owner.client.refused("POST", path(owner), { body: { list: addresses.join("\n"), role: "viewer" } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "list" });
  expect(await owner.client.refused("POST", path(owner), { body: { list: "a@b.example\n".repeat(50_000), role: "viewer" } })).toMatchObject({ status: 413 });
  expect(await owner.client.refused("POST", path(owner), { body: { list: "\n \n", role: "viewer" } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "list" });
  const items = await invite(owner, addresses.slice(1).join("\n"));
  expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(["invited"]));
  expect(await stack.db.prepare("SELECT count(*) AS count FROM invitation WHERE organization_id = ?1 AND status = 'pending'").bind(owner.organizationId).first("count")).toBe(500);
  // each gets an email
  expect(await stack.db.prepare("SELECT count(*) AS count FROM outbox_event WHERE organization_id = ?1 AND name = 'mail:requested'").bind(owner.organizationId).first("count")).toBe(500);
});

test("concurrent lists invite an address once", async ({ stack, owner }) => {
  const email = newEmail();
  const lists = await Promise.all([1, 2, 3].map((number) => invite(owner, `${email}\n${newEmail(`n${number}.example`)}`)));
  expect(lists.map(([first]) => first?.outcome).sort()).toEqual(["already_invited", "already_invited", "invited"]);
  expect(lists.map(([, second]) => second?.outcome)).toEqual(["invited", "invited", "invited"]);
  expect(await stack.db.prepare("SELECT count(*) AS count FROM invitation WHERE email = ?1").bind(email).first("count")).toBe(1);
});

test("an address is invited three times a day at most, and an organization sends ten lists an hour", async ({ stack, owner }) => {
  const email = newEmail();
  const revoke = () => stack.db.prepare("UPDATE invitation SET status = 'revoked' WHERE email = ?1").bind(email).run();
  const outcomes = [];
  for (let round = 0; round < 4; round += 1) {
    outcomes.push((await invite(owner, email))[0]?.outcome);
    await revoke();
  }
  expect(outcomes).toEqual(["invited", "invited", "invited", "too_often"]);
  for (let round = 0; round < 6; round += 1) await invite(owner, newEmail());
  expect(await owner.client.refused("POST", path(owner), { body: { list: newEmail(), role: "viewer" } })).toMatchObject({ status: 429 });
});

test("the role is one that the caller may give", async ({ stack, owner }) => {
  const [admin, member, stranger] = [await signUp(stack), await signUp(stack), await signUp(stack)];
  await join(stack, admin, owner.organizationId, "admin");
  await join(stack, member, owner.organizationId, "member");
  const body = (role: string, over: object = {}) => ({ body: { list: newEmail(), role, ...over } });
  expect(await admin.client.refused("POST", path(owner), body("admin"))).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  expect(await member.client.refused("POST", path(owner), body("viewer"))).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  expect(await stranger.client.refused("POST", path(owner), body("viewer"))).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await owner.client.refused("POST", path(owner), body("external"))).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "role" });
  expect(await owner.client.refused("POST", path(owner), body("guest", { estateIds: [stranger.estateId] }))).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "estateIds" });
  expect((await invite(owner, newEmail(), { role: "guest", estateIds: [owner.estateId] }))[0]?.outcome).toBe("invited");
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE id = ?1").bind(owner.sessionId).run();
  expect(await owner.client.refused("POST", path(owner), body("owner"))).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
});
