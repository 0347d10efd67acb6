// Proves that only people with a proven address at a verified domain, or with the organization's link, can ask to join, once each, that
// owners and admins decide, and that nobody else learns that the organization exists.
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { audited, roles } from "../../support/audit.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

const DAY = 86_400_000;
const NOT_FOUND = { status: 404, code: "NOT_FOUND" };
const requestsPath = ({ organizationId }: Person) => `/api/organizations/${organizationId}/join-requests`;
const linkPath = ({ organizationId }: Person) => `/api/organizations/${organizationId}/join-link`;
const pending = async (owner: Person) => (await owner.client.ok<{ items: { id: string; userId: string; email: string }[] }>("GET", requestsPath(owner))).items;
const own = async ({ client }: Person) => (await client.ok<{ items: { id: string; organizationName: string }[] }>("GET", "/api/user/join-requests")).items;
const suggestions = async ({ client }: Person) => (await client.ok<{ items: { organizationId: string; needsRequest: boolean }[] }>("GET", "/api/user/suggestions")).items;

/** Creates the organization's link; resolves with the path of its API. */
async function link(owner: Person): Promise<string> {
  const { url } = await owner.client.ok<{ url: string }>("PUT", linkPath(owner), undefined, 200);
  return `/api/join/${new URL(url).pathname.split("/").at(-1)}`;
}

/** A domain that the owner's organization has verified, where auto-join is off. */
async function verified(stack: Stack, owner: Person): Promise<{ domain: string; path: string }> {
  const domain = `${randomBytes(5).toString("hex")}.example`;
  const domains = `/api/organizations/${owner.organizationId}/domains`;
  const added = await owner.client.ok<{ id: string; record: { name: string; value: string } }>("POST", domains, { domain }, 201);
  stack.dns.setTxt(added.record.name, added.record.value);
  await owner.client.ok("POST", `${domains}/${added.id}/verify`);
  return { domain, path: `${domains}/${added.id}` };
}

async function moveTo({ db }: Stack, person: Person, domain: string, provenAt: number | null = 1): Promise<void> {
  await db.prepare("UPDATE user SET email = ?2, email_verified = 1, email_proven_at = ?3 WHERE id = ?1").bind(person.userId, `${person.userId.slice(4)}@${domain}`, provenAt).run();
}

test("who has the link asks once, withdraws, asks again, and is accepted with a role", async ({ stack, owner }) => {
  const [admin, person] = [await signUp(stack), await signUp(stack)];
  await join(stack, admin, owner.organizationId, "admin");
  const path = await link(owner);
  expect(await person.client.ok("GET", path)).toMatchObject({ isMember: false, requestId: null });
  expect(await owner.client.ok("GET", path)).toMatchObject({ isMember: true });
  const socket = await Socket.open(owner);
  const answers = await Promise.all([1, 2, 3].map(() => person.client.call("POST", `${path}/requests`)));
  const ids = new Set(answers.map(({ status, body }) => [status, (body as { id: string }).id].join()));
  expect(ids.size, answers.map(({ text }) => text).join()).toBe(1);
  await until("the news", () => socket.has("invitation"));
  socket.cut();
  expect(await pending(owner)).toMatchObject([{ userId: person.userId, email: person.email }]);
  for (const { email } of [owner, admin]) {
    const mail = await stack.mail.waitFor({ to: email, kind: "join_requested" });
    expect(mail.subject).toContain("Demo Owner asks to join");
  }
  const [request] = await own(person);
  await person.client.ok("DELETE", `/api/user/join-requests/${request?.id}`, undefined, 204);
  await person.client.ok("DELETE", `/api/user/join-requests/${request?.id}`, undefined, 204);
  expect([await pending(owner), await own(person)]).toEqual([[], []]);
  const again = await person.client.ok<{ id: string }>("POST", `${path}/requests`, undefined, 200);

  const accept = (client: Person["client"], role: string, over: object = {}) => client.call("POST", `${requestsPath(owner)}/${again.id}/accept`, { body: { role, ...over } });
  expect((await accept(admin.client, "admin")).status).toBe(403);
  expect((await accept(owner.client, "external")).status).toBe(400);
  expect((await accept(person.client, "viewer")).status).toBe(404);
  const decided = await Promise.all([accept(admin.client, "viewer"), accept(owner.client, "viewer")]);
  expect(decided.map(({ status }) => status).sort(), decided.map(({ text }) => text).join()).toSatisfy(([first, second]: number[]) => first === 204 && (second === 409 || second === 404));
  expect((await roles(stack, owner.organizationId))[person.userId]).toBe("viewer");
  await stack.mail.waitFor({ to: person.email, kind: "join_accepted" });
  expect(await person.client.refused("POST", `${path}/requests`)).toEqual({ status: 409, code: "CONFLICT" });
  expect((await audited(stack, owner.organizationId, "joinRequest.accept")).length).toBe(1);
  expect((await audited(stack, owner.organizationId, "joinRequest.create")).length).toBe(2);
});

test("a declined person asks again 30 days later, and a link that ended entitles nobody", async ({ stack, owner }) => {
  const [person, other] = [await signUp(stack), await signUp(stack)];
  const path = await link(owner);
  const { id } = await person.client.ok<{ id: string }>("POST", `${path}/requests`, undefined, 200);
  await owner.client.ok("POST", `${requestsPath(owner)}/${id}/decline`, undefined, 204);
  expect(await owner.client.refused("POST", `${requestsPath(owner)}/${id}/accept`, { body: { role: "viewer" } })).toEqual(NOT_FOUND);
  expect(await person.client.refused("POST", `${path}/requests`)).toEqual({ status: 409, code: "CONFLICT" });
  await stack.db.prepare("UPDATE join_request SET decided_at = decided_at - ?2 WHERE id = ?1").bind(id, 30 * DAY).run();
  await person.client.ok("POST", `${path}/requests`, undefined, 200);

  const next = await link(owner);
  expect(await other.client.refused("GET", path)).toEqual(NOT_FOUND);
  expect((await other.client.call("GET", next)).status).toBe(200);
  await owner.client.ok("DELETE", linkPath(owner), undefined, 204);
  expect(await owner.client.ok("GET", linkPath(owner))).toEqual({ url: null });
  for (const url of [path, next]) {
    expect(await other.client.refused("GET", url)).toEqual(NOT_FOUND);
    expect(await other.client.refused("POST", `${url}/requests`)).toEqual(NOT_FOUND);
  }
  expect((await pending(owner)).length).toBe(1);
});

test("a proven address at a verified domain entitles to ask, while the domain admits nobody by itself", async ({ stack, owner }) => {
  const { domain, path } = await verified(stack, owner);
  const [person, stranger, unproven] = [await signUp(stack), await signUp(stack), await signUp(stack)];
  await moveTo(stack, person, domain);
  await moveTo(stack, unproven, domain, null);
  expect(await suggestions(person)).toMatchObject([{ organizationId: owner.organizationId, needsRequest: true }]);
  for (const outsider of [stranger, unproven]) {
    expect(await suggestions(outsider)).toEqual([]);
    expect(await outsider.client.refused("POST", requestsPath(owner))).toEqual(NOT_FOUND);
  }
  // asking is not joining
  expect(await person.client.refused("POST", `/api/organizations/${owner.organizationId}/join`)).toEqual(NOT_FOUND);
  await owner.client.ok("PATCH", path, { autoJoin: true });
  expect(await suggestions(person)).toMatchObject([{ needsRequest: false }]);
  expect(await person.client.refused("POST", requestsPath(owner))).toEqual(NOT_FOUND);
  await owner.client.ok("PATCH", path, { autoJoin: false });
  const { id } = await person.client.ok<{ id: string }>("POST", requestsPath(owner), undefined, 200);
  expect((await pending(owner)).map((request) => request.id)).toEqual([id]);
  // what another one sees of the request
  expect(await stranger.client.refused("DELETE", `/api/user/join-requests/${id}`)).toEqual(NOT_FOUND);
  expect(await stranger.client.refused("POST", `/api/organizations/${stranger.organizationId}/join-requests/${id}/accept`, { body: { role: "viewer" } })).toEqual(NOT_FOUND);
  await owner.client.ok("POST", `${requestsPath(owner)}/${id}/accept`, { role: "guest", estateIds: [owner.estateId] }, 204);
  expect(await person.client.ok("GET", `/api/organizations/${owner.organizationId}`)).toMatchObject({ role: "guest", defaultEstateId: owner.estateId });
});

test("accepting needs a confirmation of who one is, and members see no requests", async ({ stack, owner }) => {
  const [member, person] = [await signUp(stack), await signUp(stack)];
  await join(stack, member, owner.organizationId, "member");
  const path = await link(owner);
  const { id } = await person.client.ok<{ id: string }>("POST", `${path}/requests`, undefined, 200);
  for (const url of [requestsPath(owner), linkPath(owner)]) expect(await member.client.refused("GET", url)).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE id = ?1").bind(owner.sessionId).run();
  expect(await owner.client.refused("POST", `${requestsPath(owner)}/${id}/accept`, { body: { role: "viewer" } })).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
});
