// Proves that an address at an internationalized domain is one identity in every spelling, and that a password is the same in every
// normal form of Unicode.
import { expect } from "vitest";
import { randomBytes } from "node:crypto";
import { Client } from "../../support/client.ts";
import { createAccount, signInWith } from "../../support/oauth.ts";
import { PASSWORD, fromSomewhere, signUp, type Me } from "../../support/people.ts";
import { test } from "../../support/test.ts";

/** An address at a new domain with an umlaut: in ASCII, and as people and their keyboards spell it. */
function spellings(): { ascii: string; others: string[] } {
  const word = randomBytes(4).toString("hex");
  const unicode = `anna@bücher-${word}.example`;
  const ascii = `anna@${new URL(`http://bücher-${word}.example`).hostname}`;
  return { ascii, others: [unicode, unicode.toUpperCase(), unicode.normalize("NFD"), unicode.replace(".example", "。example"), ascii.toUpperCase()] };
}

test("every spelling of an address at an internationalized domain is one account", async ({ stack }) => {
  const { ascii, others } = spellings();
  const person = await signUp(stack, ascii);
  for (const email of others) {
    const me = await new Client(stack.url).ok<Me>("POST", "/api/auth/signin", { email, password: PASSWORD }, 200);
    expect([me.user.id, me.user.email], email).toEqual([person.userId, ascii]);
  }
  const taken = await new Client(stack.url).call("POST", "/api/auth/signup", { body: { email: others[0], password: PASSWORD, name: "Anna" }, headers: fromSomewhere() });
  expect([taken.status, taken.body]).toMatchObject([202, { email: ascii }]);
  await stack.mail.waitFor({ to: ascii, kind: "account_exists" });
});

test("every spelling has one invitation, one limit and one domain", async ({ stack, owner }) => {
  const { ascii, others } = spellings();
  const invitations = `/api/organizations/${owner.organizationId}/invitations`;
  await owner.client.ok("POST", invitations, { email: others[0], role: "member" }, 201);
  await stack.mail.waitFor({ to: ascii, kind: "invitation" });
  for (const email of others.slice(1)) {
    expect(await owner.client.refused("POST", invitations, { body: { email, role: "member" } }), email).toEqual({ status: 409, code: "ALREADY_INVITED", field: "email" });
  }
  const limited = spellings();
  const statuses: number[] = [];
  for (let sent = 0; sent < 6; sent += 1) {
    const email = limited.others[sent % limited.others.length];
    statuses.push((await new Client(stack.url).call("POST", "/api/auth/signin/code", { body: { email }, headers: fromSomewhere() })).status);
  }
  expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  const domains = `/api/organizations/${owner.organizationId}/domains`;
  const [, name = ""] = ascii.split("@");
  const added = await owner.client.ok<{ domain: string; record: { name: string } }>("POST", domains, { domain: others[1]?.split("@")[1] }, 201);
  expect(added).toMatchObject({ domain: name, record: { name: `_steward.${name}` } });
  expect(await owner.client.refused("POST", domains, { body: { domain: others[2]?.split("@")[1] } })).toMatchObject({ status: 409 });
});

test("a provider's spelling is the same identity", async ({ stack }) => {
  const { ascii, others } = spellings();
  const { client } = await signInWith(stack, "google", createAccount(stack, "google", { email: others[0] ?? "" }));
  expect((await client.ok<Me>("GET", "/api/auth/me")).user.email).toBe(ascii);
});

test.for(["ünna@acme.example", "anna@acme..example", "anna@-ü.example", "anna@ü/x.example", "anna@ü:80.example", "anna@ü?.example", "anna@xn--ü.example", "anna@\u202e.example", "anna@／ü.example", `anna@${"ü".repeat(64)}.example`])(
  "%j is refused at its field",
  async (email, { stack }) => {
    const client = new Client(stack.url);
    expect(await client.refused("POST", "/api/auth/signup", { body: { email, password: PASSWORD, name: "Anna" } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "email" });
  },
);

test("a password is the same composed, decomposed and in compatible characters", async ({ stack, owner }) => {
  const password = "Grüße aus Zürich №１";
  await owner.client.ok("POST", "/api/user/password", { currentPassword: PASSWORD, newPassword: password.normalize("NFC") }, 204);
  const signIn = (typed: string) => new Client(stack.url).call("POST", "/api/auth/signin", { body: { email: owner.email, password: typed }, headers: fromSomewhere() });
  for (const form of ["NFC", "NFD", "NFKC", "NFKD"]) expect((await signIn(password.normalize(form))).status, form).toBe(200);
  expect((await signIn("Grusse aus Zurich №１")).status).toBe(401);
  await owner.client.ok("POST", "/api/user/password", { currentPassword: password.normalize("NFD"), newPassword: password.normalize("NFD") }, 204);
  expect((await signIn(password.normalize("NFC"))).status).toBe(200);
});
