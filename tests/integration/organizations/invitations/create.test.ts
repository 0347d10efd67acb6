// Proves who may invite whom with which role, that a mail brings the link, and that only the token's hash is stored.
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { join, newEmail, signUp } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
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
interface List {
  items: Invitation[];
  nextCursor: string | null;
}

const DAY = 86_400_000;

test("an invitation is mailed with its link, stored as a hash and broadcast", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/invitations`;
  const socket = await Socket.open(owner);
  const email = newEmail();
  const { invitation, url } = await owner.client.ok<Made>("POST", path, { email: ` ${email.toUpperCase()} `, role: "viewer" }, 201);
  expect(invitation).toMatchObject({ email, role: "viewer", estateIds: [], status: "pending", invitedBy: { id: owner.userId, name: "Demo Owner" }, uses: 0 });
  expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(7 * DAY);
  const token = url.slice(`${stack.url}/invite/`.length);
  expect([url.startsWith(`${stack.url}/invite/`), /^[\w-]{43}$/.test(token)]).toEqual([true, true]);
  const mail = await stack.mail.waitFor({ to: email, kind: "invitation" });
  expect(mail.text).toContain(url);
  await until("the frame", () => socket.has("invitation"));
  socket.cut();
  const kept = JSON.stringify([
    (await stack.db.prepare("SELECT * FROM invitation").all()).results,
    (await stack.db.prepare("SELECT * FROM outbox_event").all()).results,
    (await stack.db.prepare("SELECT * FROM audit_log").all()).results,
  ]);
  expect(kept).not.toContain(token);
  expect((await audited(stack, owner.organizationId, "invitation.create")).at(-1)).toEqual({ actorId: owner.userId, detail: { after: { email, role: "viewer", estateIds: [] } } });
});

test("owners invite with any role, admins below admin, others not at all", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/invitations`;
  const [admin, member] = [await signUp(stack), await signUp(stack)];
  await join(stack, admin, owner.organizationId, "admin");
  await join(stack, member, owner.organizationId, "member");
  for (const role of ["owner", "admin", "member", "viewer", "guest"]) await owner.client.ok("POST", path, { role }, 201);
  for (const role of ["member", "viewer", "guest"]) await admin.client.ok("POST", path, { role }, 201);
  for (const role of ["owner", "admin"]) expect(await admin.client.refused("POST", path, { body: { role } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  expect(await member.client.refused("POST", path, { body: { role: "viewer" } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  expect(await member.client.refused("GET", path)).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  const owners = (await owner.client.ok<List>("GET", path)).items.find(({ role }) => role === "owner");
  for (const [method, suffix] of [["DELETE", ""], ["POST", "/resend"]] as const) {
    expect(await admin.client.refused(method, `${path}/${owners?.id}${suffix}`)).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  }
});

test("a member or an invited address is not invited again, also concurrently", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/invitations`;
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "viewer");
  expect(await owner.client.refused("POST", path, { body: { email: member.email, role: "member" } })).toEqual({ status: 409, code: "ALREADY_MEMBER", field: "email" });
  const email = newEmail();
  const answers = await Promise.all(Array.from({ length: 4 }, () => owner.client.call("POST", path, { body: { email, role: "member" } })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  expect(await owner.client.refused("POST", path, { body: { email, role: "viewer" } })).toEqual({ status: 409, code: "ALREADY_INVITED", field: "email" });
  await stack.db.prepare("UPDATE invitation SET expires_at = 1 WHERE email = ?1").bind(email).run();
  await owner.client.ok("POST", path, { email, role: "viewer" }, 201);
});

test("an invalid field is refused by name", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/invitations`;
  const other = await signUp(stack);
  const cases: [string, object][] = [
    ["email", { email: "nobody", role: "member" }],
    ["role", { email: newEmail() }],
    ["role", { role: "external" }],
    ["role", { role: "king" }],
    ["estateIds", { role: "member", estateIds: [owner.estateId] }],
    ["estateIds", { role: "guest", estateIds: [other.estateId] }],
  ];
  for (const [field, body] of cases) {
    expect(await owner.client.refused("POST", path, { body }), JSON.stringify(body)).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
  expect((await owner.client.ok<List>("GET", path)).items).toEqual([]);
  expect(await other.client.refused("POST", path, { body: { role: "viewer" } })).toEqual({ status: 404, code: "NOT_FOUND" });
});

test("a member is added by the same invitation", async ({ stack, owner }) => {
  const email = newEmail();
  const path = `/api/organizations/${owner.organizationId}`;
  const { invitation } = await owner.client.ok<Made>("POST", `${path}/members`, { email, role: "viewer" }, 201);
  expect(invitation).toMatchObject({ email, role: "viewer", status: "pending" });
  await stack.mail.waitFor({ to: email, kind: "invitation" });
  const { items } = await owner.client.ok<{ items: { email: string }[] }>("GET", `${path}/members`);
  expect(items.map((member) => member.email)).toEqual([owner.email]);
});
