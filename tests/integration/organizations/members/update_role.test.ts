// Proves who may change which role, that one owner always stays with concurrent requests, and that a change takes effect immediately on
// requests and sockets.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { audited, roles } from "../../support/audit.ts";
import { delivered } from "../../support/outbox.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const RECONNECT = 4409;

const path = (owner: Person, { userId }: { userId: string }) => `/api/organizations/${owner.organizationId}/members/${userId}`;

async function member(stack: Stack, owner: Person, role: string): Promise<Person> {
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, role);
  return person;
}

test("an owner gives any role, an admin roles below admin to members below admin", async ({ stack, owner }) => {
  const [admin, second, person] = [await member(stack, owner, "admin"), await member(stack, owner, "admin"), await member(stack, owner, "member")];
  for (const role of ["viewer", "member", "guest"]) {
    expect(await admin.client.ok("PATCH", path(owner, person), { role })).toMatchObject({ userId: person.userId, role });
  }
  for (const [target, role] of [[person, "admin"], [person, "owner"], [second, "member"], [owner, "member"]] as const) {
    expect(await admin.client.refused("PATCH", path(owner, target), { body: { role } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  }
  for (const role of ["owner", "admin", "member"]) expect(await owner.client.ok("PATCH", path(owner, person), { role })).toMatchObject({ role });
  expect(await owner.client.ok("PATCH", path(owner, second), { role: "owner" })).toMatchObject({ role: "owner" });
  expect(await second.client.ok("PATCH", path(owner, owner), { role: "viewer" })).toMatchObject({ role: "viewer" });
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "viewer", [admin.userId]: "admin", [second.userId]: "owner", [person.userId]: "member" });
  expect((await audited(stack, owner.organizationId, "organization.updateMemberRole")).at(-1)).toEqual({
    actorId: second.userId,
    detail: { before: { role: "owner" }, after: { role: "viewer" } },
  });
});

test("an owner steps down while another one remains, and a new owner needs a verified address", async ({ stack, owner }) => {
  const [second, admin] = [await member(stack, owner, "admin"), await member(stack, owner, "admin")];
  expect(await owner.client.refused("PATCH", path(owner, owner), { body: { role: "member" } })).toEqual({ status: 409, code: "LAST_OWNER" });
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(second.userId).run();
  expect(await owner.client.refused("PATCH", path(owner, second), { body: { role: "owner" } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "role" });
  await stack.db.prepare("UPDATE user SET email_verified = 1 WHERE id = ?1").bind(second.userId).run();
  expect(await owner.client.ok("PATCH", path(owner, second), { role: "owner" })).toMatchObject({ role: "owner" });
  const { invitation } = await owner.client.ok<{ invitation: { id: string } }>("POST", `/api/organizations/${owner.organizationId}/invitations`, { role: "owner" }, 201);
  expect(await owner.client.ok("PATCH", path(owner, owner), { role: "member" })).toMatchObject({ role: "member" });
  // what only an owner gives ends with it
  expect(await stack.db.prepare("SELECT status FROM invitation WHERE id = ?1").bind(invitation.id).first("status")).toBe("revoked");
  expect(await admin.client.refused("PATCH", path(owner, admin), { body: { role: "member" } })).toEqual({ status: 409, code: "CONFLICT" });
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "member", [second.userId]: "owner", [admin.userId]: "admin" });
});

test("two owners who step down concurrently leave one", async ({ stack, owner }) => {
  const second = await member(stack, owner, "owner");
  for (let round = 0; round < 6; round += 1) {
    const answers = await Promise.all([owner, second].map((person) => person.client.call("PATCH", path(owner, person), { body: { role: "viewer" } })));
    expect(answers.map(({ status }) => status).sort(), answers.map(({ text }) => text).join()).toEqual([200, 409]);
    expect(Object.values(await roles(stack, owner.organizationId)).sort()).toEqual(["owner", "viewer"]);
    await stack.db.prepare("UPDATE organization_user_membership SET role = 'owner' WHERE organization_id = ?1").bind(owner.organizationId).run();
  }
});

test("the own role, the external role and estates of other roles are refused", async ({ stack, owner }) => {
  const [person, other] = [await member(stack, owner, "member"), await signUp(stack)];
  expect(await owner.client.refused("PATCH", path(owner, owner), { body: { role: "owner" } })).toEqual({ status: 409, code: "CONFLICT" });
  const cases: [string, object][] = [
    ["role", { role: "external" }],
    ["role", { role: "king" }],
    ["estateIds", { estateIds: [owner.estateId] }],
    ["estateIds", { role: "viewer", estateIds: [] }],
    ["estateIds", { role: "guest", estateIds: [other.estateId] }],
    ["estateIds[0]", { role: "guest", estateIds: ["est_1"] }],
  ];
  for (const [field, body] of cases) {
    expect(await owner.client.refused("PATCH", path(owner, person), { body }), JSON.stringify(body)).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
  expect(await owner.client.refused("PATCH", path(owner, other), { body: { role: "viewer" } })).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await person.client.refused("PATCH", path(owner, owner), { body: { role: "viewer" } })).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  expect((await roles(stack, owner.organizationId))[person.userId]).toBe("member");
});

test("a guest sees exactly the granted estates, from the moment of the change", async ({ stack, owner }) => {
  const person = await member(stack, owner, "member");
  const shop = await owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Shop" }, 201);
  expect(await owner.client.ok("PATCH", path(owner, person), { role: "guest", estateIds: [shop.id, shop.id] })).toMatchObject({ role: "guest", estateIds: [shop.id] });
  const seen = async () => (await person.client.ok<{ items: { id: string }[] }>("GET", `/api/organizations/${owner.organizationId}/estates`)).items.map(({ id }) => id);
  expect(await seen()).toEqual([shop.id]);
  expect((await person.client.call("GET", `/api/estates/${shop.id}`)).status).toBe(200);
  expect(await person.client.refused("GET", `/api/estates/${owner.estateId}`)).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await person.client.ok("GET", `/api/organizations/${owner.organizationId}`)).toMatchObject({ role: "guest", defaultEstateId: null });

  await owner.client.ok("PATCH", path(owner, person), { estateIds: [owner.estateId] });
  expect(await seen()).toEqual([owner.estateId]);
  expect(await person.client.ok("GET", `/api/organizations/${owner.organizationId}`)).toMatchObject({ defaultEstateId: owner.estateId });
  await owner.client.ok("PATCH", path(owner, person), { role: "viewer" });
  expect(await seen()).toEqual([owner.estateId, shop.id]);
  const left = await stack.db.prepare("SELECT count(*) AS count FROM estate_grant WHERE membership_id = ?1").bind(`member_${person.userId.slice(4)}`).first("count");
  expect(left).toBe(0);
});

test("a changed member's socket reconnects, and the others get a message", async ({ stack, owner }) => {
  const person = await member(stack, owner, "member");
  const there = { ...person, organizationId: owner.organizationId };
  const [theirs, mine] = [await Socket.open(there), await Socket.open(owner)];
  await owner.client.ok("PATCH", path(owner, person), { role: "guest", estateIds: [] });
  expect(await theirs.closing()).toBe(RECONNECT);
  await until("the message to the others", () => mine.has("member", person.userId));
  const again = await Socket.open(there, theirs.latest);
  await until("the news", () => again.has("organization"));
  await delivered(stack, owner.organizationId);
  await again.settled();
  expect(again.has("member")).toBe(false);
  expect([again.closed, mine.closed]).toEqual([null, null]);
  again.cut();
  mine.cut();
});

test("two owners who demote each other concurrently leave one", async ({ stack, owner }) => {
  const second = await member(stack, owner, "owner");
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all([
      owner.client.call("PATCH", path(owner, second), { body: { role: "admin" } }),
      second.client.call("PATCH", path(owner, owner), { body: { role: "admin" } }),
    ]);
    expect(answers.map(({ status }) => status === 200).filter(Boolean).length, answers.map(({ text }) => text).join()).toBe(1);
    expect(Object.values(await roles(stack, owner.organizationId)).sort()).toEqual(["admin", "owner"]);
    await stack.db.prepare("UPDATE organization_user_membership SET role = 'owner' WHERE organization_id = ?1").bind(owner.organizationId).run();
  }
  expect((await audited(stack, owner.organizationId, "organization.updateMemberRole")).length).toBe(10);
});

test("owners who leave, are removed and are demoted concurrently leave one", async ({ stack, owner }) => {
  const others = [await signUp(stack), await signUp(stack), await signUp(stack)];
  const organization = `/api/organizations/${owner.organizationId}`;
  for (let round = 0; round < 6; round += 1) {
    for (const other of others) await join(stack, other, owner.organizationId, "owner");
    const [first, second, third] = others as [Person, Person, Person];
    await Promise.all([
      first.client.call("POST", `${organization}/leave`),
      second.client.call("POST", `${organization}/leave`),
      owner.client.call("PATCH", path(owner, third), { body: { role: "viewer" } }),
      third.client.call("PATCH", path(owner, owner), { body: { role: "viewer" } }),
      first.client.call("DELETE", path(owner, second)),
      third.client.call("DELETE", path(owner, first)),
      owner.client.call("POST", `${organization}/transfer`, { body: { userId: third.userId } }),
    ]);
    const left = Object.values(await roles(stack, owner.organizationId)).filter((role) => role === "owner");
    expect(left.length).toBeGreaterThanOrEqual(1);
    await stack.db.batch([
      stack.db.prepare("DELETE FROM organization_user_membership WHERE organization_id = ?1").bind(owner.organizationId),
      stack.db.prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, 'owner', 1, 1)").bind(`member_${owner.userId.slice(4)}`, owner.organizationId, owner.userId),
    ]);
  }
});
