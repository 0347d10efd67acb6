// Proves that an invitation admits only its recipient, and only once, however often it is accepted.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { audited, roles } from "../../support/audit.ts";
import { Client } from "../../support/client.ts";
import { fromSomewhere, join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

async function invite(owner: Person, body: object): Promise<{ id: string; path: string }> {
  const made = await owner.client.ok<{ invitation: { id: string }; url: string }>("POST", `/api/organizations/${owner.organizationId}/invitations`, body, 201);
  return { id: made.invitation.id, path: `/api/invitations/${made.url.split("/").at(-1)}` };
}

const accept = (person: Person, path: string) => person.client.call("POST", `${path}/accept`, { headers: fromSomewhere() });
const state = ({ db }: Stack, id: string) => db.prepare("SELECT status, uses FROM invitation WHERE id = ?1").bind(id).first();

test("the recipient joins with the invitation's role, once, also concurrently", async ({ stack, owner }) => {
  const person = await signUp(stack);
  const { id, path } = await invite(owner, { email: person.email, role: "member" });
  const socket = await Socket.open(owner);
  const answers = await Promise.all(Array.from({ length: 5 }, () => accept(person, path)));
  const { slug } = await owner.client.ok<{ slug: string }>("GET", `/api/organizations/${owner.organizationId}`);
  for (const { status, body } of answers) expect([status, body]).toEqual([200, { organizationId: owner.organizationId, slug, estateId: owner.estateId }]);
  expect((await accept(person, path)).status).toBe(200);
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner", [person.userId]: "member" });
  expect(await state(stack, id)).toEqual({ status: "accepted", uses: 1 });
  await until("the frames", () => socket.has("member", person.userId) && socket.has("invitation"));
  socket.cut();
  expect((await audited(stack, owner.organizationId, "invitation.accept")).map(({ actorId }) => actorId)).toEqual([person.userId]);
  // a removed member cannot use it again
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${person.userId}`, undefined, 204);
  expect(await person.client.refused("POST", `${path}/accept`)).toEqual({ status: 409, code: "INVITATION_ENDED" });
});

test("another user and an unverified address are refused", async ({ stack, owner }) => {
  const [person, other] = [await signUp(stack), await signUp(stack)];
  const { id, path } = await invite(owner, { email: person.email, role: "member" });
  expect(await other.client.refused("POST", `${path}/accept`)).toEqual({ status: 409, code: "EMAIL_MISMATCH" });
  expect(await other.client.refused("POST", `${path}/decline`)).toEqual({ status: 409, code: "EMAIL_MISMATCH" });
  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(person.userId).run();
  expect(await person.client.refused("POST", `${path}/accept`)).toEqual({ status: 409, code: "EMAIL_UNVERIFIED" });
  const nobody = new Client(stack.url);
  expect(await nobody.refused("POST", `${path}/accept`)).toEqual({ status: 401, code: "UNAUTHENTICATED" });
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner" });
  expect(await state(stack, id)).toEqual({ status: "pending", uses: 0 });
});

test("a link admits every user who has it and counts them, and a guest gets its estates", async ({ stack, owner }) => {
  const shop = await owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Shop" }, 201);
  const { id, path } = await invite(owner, { role: "guest", estateIds: [shop.id] });
  const people = await Promise.all(Array.from({ length: 4 }, () => signUp(stack)));
  const answers = await Promise.all(people.flatMap((person) => [accept(person, path), accept(person, path)]));
  for (const { status, body } of answers) expect([status, body]).toMatchObject([200, { estateId: shop.id }]);
  expect(await state(stack, id)).toEqual({ status: "pending", uses: 4 });
  for (const { client, userId } of people) {
    expect((await roles(stack, owner.organizationId))[userId]).toBe("guest");
    expect(await client.ok("GET", `/api/organizations/${owner.organizationId}/estates`)).toMatchObject({ items: [{ id: shop.id }] });
  }
  // a link does not change the role of a member
  expect((await accept(owner, path)).status).toBe(200);
  expect((await roles(stack, owner.organizationId))[owner.userId]).toBe("owner");
  await people[0]?.client.ok("POST", `${path}/decline`, undefined, 204);
  expect(await state(stack, id)).toEqual({ status: "pending", uses: 4 });
});

test("an external member gets the invitation's role", async ({ stack, owner }) => {
  const person = await signUp(stack);
  await join(stack, person, owner.organizationId, "external");
  const { path } = await invite(owner, { email: person.email, role: "viewer" });
  expect((await accept(person, path)).status).toBe(200);
  expect((await roles(stack, owner.organizationId))[person.userId]).toBe("viewer");
});

test("a declined, revoked or expired invitation is refused", async ({ stack, owner }) => {
  const person = await signUp(stack);
  const declined = await invite(owner, { email: person.email, role: "member" });
  await person.client.ok("POST", `${declined.path}/decline`, undefined, 204);
  await person.client.ok("POST", `${declined.path}/decline`, undefined, 204);
  const revoked = await invite(owner, { role: "member" });
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/invitations/${revoked.id}`, undefined, 204);
  const expired = await invite(owner, { role: "member" });
  await stack.db.prepare("UPDATE invitation SET expires_at = ?2 WHERE id = ?1").bind(expired.id, Date.now() - 1).run();
  for (const { path } of [declined, revoked, expired]) {
    expect(await person.client.refused("POST", `${path}/accept`)).toEqual({ status: 409, code: "INVITATION_ENDED" });
  }
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner" });
  expect((await audited(stack, owner.organizationId, "invitation.decline")).map(({ actorId }) => actorId)).toEqual([person.userId]);
});

test("the invitations of a removed member are revoked", async ({ stack, owner }) => {
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  const theirs = await invite({ ...admin, organizationId: owner.organizationId }, { role: "member" });
  const mine = await invite(owner, { role: "member" });
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${admin.userId}`, undefined, 204);
  expect(await admin.client.refused("POST", `${theirs.path}/accept`)).toEqual({ status: 409, code: "INVITATION_ENDED" });
  expect([await state(stack, theirs.id), await state(stack, mine.id)]).toEqual([{ status: "revoked", uses: 0 }, { status: "pending", uses: 0 }]);
});

test("a concurrent acceptance and revocation have one outcome", async ({ stack, owner }) => {
  for (let round = 0; round < 6; round += 1) {
    const person = await signUp(stack);
    const { id, path } = await invite(owner, { email: person.email, role: "member" });
    const [joined, revoked] = await Promise.all([accept(person, path), owner.client.call("DELETE", `/api/organizations/${owner.organizationId}/invitations/${id}`)]);
    const isMember = (await roles(stack, owner.organizationId))[person.userId] !== undefined;
    expect([joined?.status, revoked?.status, (await state(stack, id))?.["status"]]).toEqual(isMember ? [200, 409, "accepted"] : [409, 204, "revoked"]);
  }
});
