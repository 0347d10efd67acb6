// Proves that a domain is verified by its TXT record only, that one organization has it, and that only owners manage domains.
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Socket } from "../../support/socket.ts";
import { test } from "../../support/test.ts";

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



test("a domain is verified by its record, and not by a missing or wrong one or while the resolver fails", async ({ stack, owner }) => {
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

test("a failed verification says what was found, and where", async ({ stack, owner }) => {
  const domain = newDomain();
  const { id, record } = await owner.client.ok<Domain>("POST", domains(owner), { domain }, 201);
  const verify = `${domains(owner)}/${id}/verify`;
  const failure = async () => ((await owner.client.call("POST", verify)).body as { error: { message: string; context: object } }).error;
  const looked = { name: record.name, expected: record.value };
  expect(await failure()).toMatchObject({ message: expect.stringContaining("no TXT record"), context: { ...looked, found: [], foundAt: null } });
  stack.dns.setTxt(record.name, ["v=spf1 -all", `${record.value}0`]);
  expect(await failure()).toMatchObject({ message: expect.stringContaining("another value"), context: { ...looked, found: ["v=spf1 -all", `${record.value}0`], foundAt: null } });
  for (const elsewhere of [domain, `${record.name}.${domain}`]) {
    stack.dns.setTxt(elsewhere, record.value);
    expect(await failure()).toMatchObject({ message: expect.stringContaining("another name"), context: { foundAt: elsewhere } });
    stack.dns.remove(elsewhere);
  }
  stack.dns.setTxt(record.name, `  "${record.value.toUpperCase()}" `);
  expect((await owner.client.call("POST", verify)).status).toBe(200);
});

test("a domain belongs to the first organization that verifies it", async ({ stack, owner }) => {
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

test("only owners list and change domains, and invalid domains are refused", async ({ stack, owner }) => {
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
