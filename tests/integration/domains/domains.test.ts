// Proves that a domain is an organization's once its TXT record says so and no sooner, that only one organization has it,
// and that its people, and nobody else, may join by themselves while an owner lets them.
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { audited, roles } from "../support/audit.ts";
import { join, signUp, type Person } from "../support/people.ts";
import { until } from "../support/poll.ts";
import { Socket } from "../support/socket.ts";
import { test } from "../support/test.ts";

interface Domain {
  id: string;
  domain: string;
  record: { name: string; value: string };
  verifiedAt: string | null;
  autoJoin: boolean;
  role: string;
}

const newDomain = () => `${randomBytes(5).toString("hex")}.example`;
const domains = ({ organizationId }: Person) => `/api/organizations/${organizationId}/domains`;

/** A domain that the owner's organization has proven; its people may join. */
async function open(stack: Stack, owner: Person, domain: string, role = "member"): Promise<Domain> {
  const added = await owner.client.ok<Domain>("POST", domains(owner), { domain }, 201);
  stack.dns.setTxt(added.record.name, added.record.value);
  await owner.client.ok("POST", `${domains(owner)}/${added.id}/verify`);
  return owner.client.ok<Domain>("PATCH", `${domains(owner)}/${added.id}`, { autoJoin: true, role });
}

/** Gives a person a proven address there. */
async function moveTo({ db }: Stack, person: Person, domain: string): Promise<void> {
  await db.prepare("UPDATE user SET email = ?2, email_verified = 1 WHERE id = ?1").bind(person.userId, `${person.userId.slice(4)}@${domain}`).run();
}

test("a domain is proven by its record: absent, another, or with a resolver that fails it is not", async ({ stack, owner }) => {
  const domain = newDomain();
  const socket = await Socket.open(owner);
  const added = await owner.client.ok<Domain>("POST", domains(owner), { domain: ` ${domain.toUpperCase()}. ` }, 201);
  expect(added).toMatchObject({ domain, record: { name: `_steward.${domain}` }, verifiedAt: null, autoJoin: false, role: "member" });
  expect(added.record.value).toMatch(/^steward-verification=[0-9a-f]{32}$/);
  const verify = `${domains(owner)}/${added.id}/verify`;
  expect(await owner.client.refused("POST", verify)).toEqual({ status: 409, code: "DOMAIN_NOT_VERIFIED" });
  stack.dns.setTxt(added.record.name, `${added.record.value}0`);
  expect(await owner.client.refused("POST", verify)).toEqual({ status: 409, code: "DOMAIN_NOT_VERIFIED" });
  expect(await owner.client.refused("PATCH", `${domains(owner)}/${added.id}`, { body: { autoJoin: true } })).toEqual({ status: 409, code: "DOMAIN_NOT_VERIFIED" });
  stack.dns.setTxt(added.record.name, added.record.value);
  stack.dns.fail("SERVFAIL", 1);
  expect(await owner.client.refused("POST", verify)).toEqual({ status: 502, code: "EXTERNAL_API_ERROR" });
  const verified = await owner.client.ok<Domain>("POST", verify);
  expect(verified.verifiedAt).not.toBe(null);
  stack.dns.remove(added.record.name);
  expect(await owner.client.ok("POST", verify)).toEqual(verified);
  expect(await owner.client.ok("GET", domains(owner))).toEqual({ items: [verified] });
  await until("the frame", () => socket.has("organization"));
  socket.cut();
  expect((await audited(stack, owner.organizationId, "organization.verifyDomain")).map(({ detail }) => detail)).toEqual([{ before: { verified: false }, after: { verified: true, domain } }]);
});

test("one organization has it: the second that proves it comes too late, also at the same moment", async ({ stack, owner }) => {
  const [other, domain] = [await signUp(stack), newDomain()];
  const both = await Promise.all([owner, other].map((person) => person.client.ok<Domain>("POST", domains(person), { domain }, 201)));
  for (const { record } of both) stack.dns.setTxt(record.name, record.value);
  const records = both.map(({ record }) => record.value);
  expect(new Set(records).size).toBe(2);
  const proven: number[] = [];
  for (const [index, person] of [owner, other].entries()) {
    stack.dns.setTxt(`_steward.${domain}`, records[index] ?? "");
    proven.push((await person.client.call("POST", `${domains(person)}/${both[index]?.id}/verify`)).status);
  }
  expect(proven).toEqual([200, 409]);
  const third = await signUp(stack);
  expect(await third.client.refused("POST", domains(third), { body: { domain } })).toEqual({ status: 409, code: "DOMAIN_TAKEN", field: "domain" });
  await owner.client.ok("DELETE", `${domains(owner)}/${both[0]?.id}`, undefined, 204);
  expect((await other.client.call("POST", `${domains(other)}/${both[1]?.id}/verify`)).status).toBe(200);
});

test("only owners see and change domains, and what is no domain is refused", async ({ stack, owner }) => {
  const added = await owner.client.ok<Domain>("POST", domains(owner), { domain: newDomain() }, 201);
  const [admin, stranger] = [await signUp(stack), await signUp(stack)];
  await join(stack, admin, owner.organizationId, "admin");
  const one = `${domains(owner)}/${added.id}`;
  const operations: [string, string, object | undefined][] = [
    ["GET", domains(owner), undefined],
    ["POST", domains(owner), { domain: newDomain() }],
    ["POST", `${one}/verify`, undefined],
    ["PATCH", one, { autoJoin: true }],
    ["DELETE", one, undefined],
  ];
  for (const [method, path, body] of operations) {
    const options = body === undefined ? {} : { body };
    expect(await admin.client.refused(method, path, options)).toEqual({ status: 403, code: "PERMISSION_DENIED" });
    expect(await stranger.client.refused(method, path, options)).toEqual({ status: 404, code: "NOT_FOUND" });
    if (path !== domains(owner)) {
      const foreign = path.replace(owner.organizationId, stranger.organizationId);
      expect((await stranger.client.refused(method, foreign, options)).status).toBe(404);
    }
  }
  for (const bad of ["", "localhost", "192.0.2.1", "gmail.com", "a b.example", "user@a.example", `${"a".repeat(64)}.example`]) {
    expect(await owner.client.refused("POST", domains(owner), { body: { domain: bad } }), bad).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "domain" });
  }
  expect(await owner.client.refused("POST", domains(owner), { body: { domain: added.domain } })).toEqual({ status: 409, code: "CONFLICT" });
  expect(await owner.client.refused("PATCH", one, { body: { role: "owner" } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "role" });
  expect(await owner.client.ok("GET", domains(owner))).toEqual({ items: [added] });
});

test("people of an open domain are told of the organization and join it once; others do not", async ({ stack, owner }) => {
  const domain = newDomain();
  const opened = await open(stack, owner, domain, "viewer");
  const [person, stranger] = [await signUp(stack), await signUp(stack)];
  await moveTo(stack, person, domain);
  await moveTo(stack, stranger, `sub.${domain}`);
  const path = `/api/organizations/${owner.organizationId}/join`;
  const suggestions = async ({ client }: Person) => (await client.ok<{ items: { organizationId: string }[] }>("GET", "/api/user/suggestions")).items.map(({ organizationId }) => organizationId);
  expect([await suggestions(person), await suggestions(stranger)]).toEqual([[owner.organizationId], []]);
  expect(await stranger.client.refused("POST", path)).toEqual({ status: 404, code: "NOT_FOUND" });

  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(person.userId).run();
  expect(await suggestions(person)).toEqual([]);
  expect(await person.client.refused("POST", path)).toEqual({ status: 404, code: "NOT_FOUND" });
  await moveTo(stack, person, domain);
  await owner.client.ok("PATCH", `${domains(owner)}/${opened.id}`, { autoJoin: false });
  expect(await person.client.refused("POST", path)).toEqual({ status: 404, code: "NOT_FOUND" });
  await owner.client.ok("PATCH", `${domains(owner)}/${opened.id}`, { autoJoin: true });

  const answers = await Promise.all(Array.from({ length: 4 }, () => person.client.call("POST", path)));
  for (const { status, body } of answers) expect([status, body]).toMatchObject([200, { id: owner.organizationId, role: "viewer" }]);
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner", [person.userId]: "viewer" });
  expect(await suggestions(person)).toEqual([]);
  expect((await audited(stack, owner.organizationId, "organization.join")).map(({ actorId }) => actorId)).toEqual([person.userId]);
});

test("whoever signs up with an address of an open domain belongs there from the beginning", async ({ stack, owner }) => {
  const domain = newDomain();
  await open(stack, owner, domain, "member");
  const person = await signUp(stack, `new.person@${domain}`);
  expect(person.organizationId).toBe(owner.organizationId);
  expect((await roles(stack, owner.organizationId))[person.userId]).toBe("member");
});
