// Proves that only users of a verified domain can join its organization, and only while auto-join is on.
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { codeIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { audited, roles } from "../../support/audit.ts";
import { proveEmail, signUp, type Person } from "../../support/people.ts";
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

/** A domain that the owner's organization has proven; its people may join. */
async function open(stack: Stack, owner: Person, domain: string, role = "member"): Promise<Domain> {
  const added = await owner.client.ok<Domain>("POST", domains(owner), { domain }, 201);
  stack.dns.setTxt(added.record.name, added.record.value);
  await owner.client.ok("POST", `${domains(owner)}/${added.id}/verify`);
  return owner.client.ok<Domain>("PATCH", `${domains(owner)}/${added.id}`, { autoJoin: true, role });
}

/** Gives a person a proven address there. */
async function moveTo({ db }: Stack, person: Person, domain: string): Promise<void> {
  await db.prepare("UPDATE user SET email = ?2, email_verified = 1, email_proven_at = 1 WHERE id = ?1").bind(person.userId, `${person.userId.slice(4)}@${domain}`).run();
}

test("users of a domain with auto-join see the organization and join it once, others do not", async ({ stack, owner }) => {
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

test("a code from the mailbox admits nobody: a link does", async ({ stack, owner }) => {
  const domain = newDomain();
  await open(stack, owner, domain, "member");
  const person = await signUp(stack, `new.person@${domain}`);
  expect(person.organizationId).not.toBe(owner.organizationId);
  const path = `/api/organizations/${owner.organizationId}/join`;
  expect(await person.client.ok("GET", "/api/user/suggestions")).toMatchObject({ items: [{ organizationId: owner.organizationId }] });
  expect(await person.client.refused("POST", path)).toEqual({ status: 409, code: "EMAIL_NOT_PROVEN" });
  expect((await roles(stack, owner.organizationId))[person.userId]).toBeUndefined();
  await proveEmail(stack, person);
  await person.client.ok("POST", path);
  expect((await roles(stack, owner.organizationId))[person.userId]).toBe("member");
  // another address has to be proven again
  const other = newDomain();
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${person.userId}`, undefined, 204);
  await moveTo(stack, person, other);
  const email = `again@${domain}`;
  await person.client.ok("POST", "/api/user/email", { email }, 202);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "email_code" }));
  await person.client.ok("POST", "/api/user/email/verify", { code });
  expect(await person.client.refused("POST", path)).toEqual({ status: 409, code: "EMAIL_NOT_PROVEN" });
});
