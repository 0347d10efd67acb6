// Proves who may invite whom as what, that a mail brings the link and nothing but its hash is stored, and that invitations
// are listed, sent again and taken back.
import { expect } from "vitest";
import { audited } from "../support/audit.ts";
import { join, newEmail, signUp } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { Socket } from "../support/socket.ts";
import { test } from "../support/test.ts";

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

test("an invitation by mail: the mail has the link, the row only a hash, open browsers hear of it", async ({ stack, owner }) => {
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

test("owners invite as anything, admins below admin, others not at all", async ({ stack, owner }) => {
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

test("who belongs there or is invited already is not invited again, also by two at once", async ({ stack, owner }) => {
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

test("what is not valid is refused by its field", async ({ stack, owner }) => {
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

test("invitations are listed newest first, by status, in pages", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/invitations`;
  const made: string[] = [];
  for (let index = 0; index < 5; index += 1) made.push((await owner.client.ok<Made>("POST", path, { role: "viewer" }, 201)).invitation.id);
  await stack.db.prepare("UPDATE invitation SET expires_at = 1 WHERE id = ?1").bind(made[1]).run();
  await owner.client.ok("DELETE", `${path}/${made[2]}`, undefined, 204);
  const ids = async (query: string) => (await owner.client.ok<List>("GET", `${path}${query}`)).items.map(({ id }) => id);
  expect(await ids("")).toEqual([...made].reverse());
  expect(await ids("?status=pending")).toEqual([made[4], made[3], made[0]]);
  expect(await ids("?status=expired")).toEqual([made[1]]);
  expect(await ids("?status=revoked")).toEqual([made[2]]);
  const first = await owner.client.ok<List>("GET", `${path}?limit=3`);
  expect([...first.items.map(({ id }) => id), ...(await ids(`?limit=3&cursor=${first.nextCursor}`))]).toEqual([...made].reverse());
  expect(await owner.client.refused("GET", `${path}?status=gone`)).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "status" });
});

test("sent again it is good for seven more days, with the same link; taken back it is good for nothing", async ({ stack, owner }) => {
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
