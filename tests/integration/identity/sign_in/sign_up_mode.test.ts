// Proves that where sign-up is not open, every way into a new account obeys one rule, that nobody learns from an answer whether an address
// has an account, and that administrators let people in, whose actions are in the platform's audit log.
import { expect } from "vitest";
import { codeIn, linkIn } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { Client } from "../../support/client.ts";
import { createAccount, signInWith } from "../../support/oauth.ts";
import { fromSomewhere, newEmail, PASSWORD, proveEmail, sessionCookie, signUp, type Me, type Person } from "../../support/people.ts";
import { integration } from "../../support/test.ts";

interface Entry {
  id: string;
  email: string;
  name: string;
  acceptedAt: string | null;
}

const ADMIN_DOMAIN = "staff.example";

/** Signs up at a domain whose users always may, and are administrators. */
async function administrator(stack: Stack): Promise<Person> {
  const person = await signUp(stack, newEmail(ADMIN_DOMAIN));
  person.client.cookie = sessionCookie(await proveEmail(stack, person));
  return person;
}

function begin(stack: Stack, email: string, invitation?: string) {
  const client = new Client(stack.url);
  const body = { email, password: PASSWORD, name: "Demo Person", ...(invitation === undefined ? {} : { invitation }) };
  return { client, sent: client.call("POST", "/api/auth/signup", { body, headers: fromSomewhere() }) };
}

/** Signs up with the code from the mail, and resolves with the answer. */
async function complete(stack: Stack, email: string, invitation?: string) {
  const [after] = stack.mail.find({ to: email });
  const { client, sent } = begin(stack, email, invitation);
  expect((await sent).status).toBe(202);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code", after }));
  return { client, answer: await client.call("POST", "/api/auth/signup/verify", { body: { email, code }, headers: fromSomewhere() }) };
}

const count = ({ db }: Stack, email: string) => db.prepare("SELECT count(*) AS count FROM user WHERE email = ?1").bind(email).first<number>("count");
const events = async ({ db }: Stack, action: string, id: string) =>
  (await db.prepare("SELECT detail FROM audit_log WHERE action = ?1 AND resource_id = ?2 AND organization_id IS NULL").bind(action, id).all<{ detail: string }>()).results.map(({ detail }) => JSON.parse(detail) as unknown);

const withAllowList = integration({ bindings: { SIGN_UP_MODE: "allow_list", ADMIN_EMAIL_DOMAINS: ADMIN_DOMAIN } });

withAllowList("other addresses get a mail instead of a code, and the answer is the same as for an account", async ({ stack }) => {
  expect(await new Client(stack.url).ok("GET", "/api/auth/providers")).toMatchObject({ signUp: "allow_list" });
  const email = newEmail();
  for (const [path, more] of [["signup", { password: PASSWORD, name: "Demo Person" }], ["signin/code", {}], ["signin/link", {}], ["password/forgot", {}]] as const) {
    const known = await administrator(stack);
    const send = async (to: string) => {
      const { status, body } = await new Client(stack.url).call("POST", `/api/auth/${path}`, { body: { email: to, ...more }, headers: fromSomewhere() });
      return { status, body: { ...(body as object), email: "", expiresAt: "" } };
    };
    const [after] = stack.mail.find({ to: email });
    expect(await send(email), path).toEqual(await send(known.email));
    const mail = await stack.mail.waitFor({ to: email, kind: "sign_up_refused", after });
    expect(mail.text).toContain("by invitation");
    expect(() => codeIn(mail)).toThrow();
  }
  expect(await count(stack, email)).toBe(0);
});

withAllowList("a provider creates no account for another address, but does for one at an allowed domain", async ({ stack }) => {
  const admin = await administrator(stack);
  const refused = createAccount(stack, "github");
  const { client, page } = await signInWith(stack, "github", refused);
  expect(page).toBe("/login?problem=sign_up_refused");
  expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
  expect(await count(stack, refused.email)).toBe(0);
  await admin.client.ok("POST", "/api/admin/sign-up-allowances", { pattern: "Partner.Example" }, 201);
  const allowed = createAccount(stack, "github", { email: newEmail("partner.example") });
  expect((await signInWith(stack, "github", allowed)).page).toBe("/");
  expect(await count(stack, allowed.email)).toBe(1);
});

withAllowList("an address or domain is allowed, found, and removed, which ends a sign-up that has begun", async ({ stack }) => {
  const admin = await administrator(stack);
  const email = newEmail();
  const path = "/api/admin/sign-up-allowances";
  const allowance = await admin.client.ok<{ id: string; pattern: string }>("POST", path, { pattern: ` ${email.toUpperCase()} ` }, 201);
  expect(allowance.pattern).toBe(email);
  expect(await admin.client.ok("POST", path, { pattern: email }, 201)).toEqual(allowance);
  expect(await admin.client.ok("GET", `${path}?q=${email.slice(0, 8)}`)).toMatchObject({ items: [allowance] });
  for (const pattern of ["", "example", "@example.com", "a@b@c.example", "*.example.com", "gmail.com"]) {
    expect(await admin.client.refused("POST", path, { body: { pattern } }), pattern).toMatchObject({ status: 400, field: "pattern" });
  }
  const { client, sent } = begin(stack, email);
  expect((await sent).status).toBe(202);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" }));
  expect((await admin.client.call("DELETE", `${path}/${allowance.id}`)).status).toBe(204);
  expect((await admin.client.call("DELETE", `${path}/${allowance.id}`)).status).toBe(404);
  expect(await client.refused("POST", "/api/auth/signup/verify", { body: { email, code }, headers: fromSomewhere() })).toMatchObject({ status: 409, code: "SIGN_UP_REFUSED" });
  expect(await count(stack, email)).toBe(0);
  expect(await events(stack, "admin.createSignUpAllowance", allowance.id)).toEqual([{ after: { pattern: email } }]);
  expect(await events(stack, "admin.deleteSignUpAllowance", allowance.id)).toEqual([{ before: { pattern: email } }]);
  await admin.client.ok("POST", path, { pattern: email }, 201);
  expect((await client.call("POST", "/api/auth/signup/verify", { body: { email, code }, headers: fromSomewhere() })).status).toBe(201);
});

withAllowList("an invited address may sign up while its inviter may invite, and a link lets anybody in", async ({ stack }) => {
  const admin = await administrator(stack);
  const invite = (email?: string) => admin.client.ok<{ invitation: { id: string }; url: string }>("POST", `/api/organizations/${admin.organizationId}/invitations`, { role: "viewer", ...(email === undefined ? {} : { email }) }, 201);
  const email = newEmail();
  await invite(email);
  expect((await complete(stack, email)).answer.status).toBe(201);
  const ended = newEmail();
  const { invitation } = await invite(ended);
  expect((await admin.client.call("DELETE", `/api/organizations/${admin.organizationId}/invitations/${invitation.id}`)).status).toBeLessThan(300);
  expect((await begin(stack, ended).sent).status).toBe(202);
  await stack.mail.waitFor({ to: ended, kind: "sign_up_refused" });
  const { url } = await invite();
  const token = new URL(url).pathname.split("/").at(-1) ?? "";
  const guest = newEmail();
  const { answer } = await complete(stack, guest, token);
  expect(answer).toMatchObject({ status: 201, body: { organizations: [{ id: admin.organizationId, role: "viewer" }] } });
});

const withWaitlist = integration({ bindings: { SIGN_UP_MODE: "waitlist", ADMIN_EMAIL_DOMAINS: ADMIN_DOMAIN } });
const list = (admin: Person, query = "") => admin.client.ok<{ items: Entry[] }>("GET", `/api/admin/waitlist${query}`);

withWaitlist("a verified address waits once, and one that is accepted gets an email and signs up", async ({ stack }) => {
  const admin = await administrator(stack);
  const emails = [newEmail(), newEmail()];
  for (const email of [...emails, emails[0] ?? ""]) {
    const { client, answer } = await complete(stack, email);
    expect(answer).toMatchObject({ status: 409, body: { error: { code: "WAITLISTED" } } });
    expect((await client.call("GET", "/api/auth/me")).status).toBe(401);
    expect(await count(stack, email)).toBe(0);
  }
  const entries: Entry[] = [];
  for (const email of emails) {
    const { items } = await list(admin, `?q=${email}`);
    expect(items).toMatchObject([{ email, name: "Demo Person", acceptedAt: null }]);
    entries.push(...items);
    expect(await events(stack, "auth.verifySignUp", items[0]?.id ?? "")).toEqual([{ after: { email } }]);
  }
  const ids = entries.map(({ id }) => id);
  expect(await admin.client.ok("POST", "/api/admin/waitlist/accept", { ids: [...ids, ids[0]] }, 200)).toEqual({ accepted: 2 });
  expect(await admin.client.ok("POST", "/api/admin/waitlist/accept", { ids }, 200)).toEqual({ accepted: 0 });
  for (const { id, email } of entries) {
    expect(await events(stack, "admin.acceptFromWaitlist", id)).toEqual([{ before: { accepted: false }, after: { accepted: true, email } }]);
    expect((await list(admin, `?q=${email}`)).items).toEqual([]);
    expect((await list(admin, `?q=${email}&accepted=true`)).items).toMatchObject([{ id, acceptedAt: expect.any(String) }]);
    const link = linkIn(await stack.mail.waitFor({ to: email, kind: "waitlist_accepted" }), "/signup");
    expect(link.searchParams.get("email")).toBe(email);
  }
  const [email = ""] = emails;
  const { answer } = await complete(stack, email);
  expect(answer.status).toBe(201);
  expect((answer.body as Me).user.email).toBe(email);
  expect((await list(admin, `?q=${email}&accepted=true`)).items).toEqual([]);
});

withWaitlist("nobody is put on the list by a wrong code, and an entry is removed", async ({ stack }) => {
  const admin = await administrator(stack);
  const email = newEmail();
  const { client, sent } = begin(stack, email);
  expect((await sent).status).toBe(202);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" }));
  const wrong = code === "000000" ? "000001" : "000000";
  expect(await client.refused("POST", "/api/auth/signup/verify", { body: { email, code: wrong }, headers: fromSomewhere() })).toMatchObject({ status: 400, code: "INVALID_CODE" });
  expect((await list(admin, `?q=${email}`)).items).toEqual([]);
  const account = createAccount(stack, "github");
  expect((await signInWith(stack, "github", account)).page).toBe("/login?problem=waitlisted");
  const [entry] = (await list(admin, `?q=${account.email}`)).items;
  expect((await admin.client.call("DELETE", `/api/admin/waitlist/${entry?.id}`)).status).toBe(204);
  expect((await admin.client.call("DELETE", `/api/admin/waitlist/${entry?.id}`)).status).toBe(404);
  expect(await events(stack, "admin.removeFromWaitlist", entry?.id ?? "")).toEqual([{ before: { email: account.email, accepted: false } }]);
});

withWaitlist("only administrators see and change the lists", async ({ stack }) => {
  const admin = await administrator(stack);
  const person = newEmail();
  await admin.client.ok("POST", "/api/admin/sign-up-allowances", { pattern: person }, 201);
  const { client } = await complete(stack, person);
  for (const path of ["/api/admin/waitlist", "/api/admin/sign-up-allowances"]) expect((await client.call("GET", path)).status, path).toBe(403);
  expect(await client.refused("POST", "/api/admin/waitlist/accept", { body: { ids: [] } })).toMatchObject({ status: 403 });
  expect(await admin.client.refused("POST", "/api/admin/waitlist/accept", { body: { ids: [] } })).toMatchObject({ status: 400, field: "ids" });
});
