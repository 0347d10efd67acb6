// Proves that signing up takes a code from the mail and the browser that asked for it, creates user, organization, estate and session
// together or not at all, reveals no account, and stores no secret readably.
import { expect } from "vitest";
import { codeIn, linkIn } from "../../../providers/mail/index.ts";
import { startStack, type Stack } from "../../../stack/index.ts";
import { Client, type Answer, type CallOptions } from "../../support/client.ts";
import { PASSWORD, fromSomewhere, newEmail, sessionCookie, signUp, type Me } from "../../support/people.ts";
import { hashOf } from "../../support/hash.ts";
import { newId } from "../../support/ids.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

const path = "/api/auth/signup";
const verifyPath = "/api/auth/signup/verify";
const DEMO = { password: PASSWORD, name: "Demo Owner" };
const INVALID = { status: 400, code: "INVALID_CODE", field: "code" };

interface Row {
  id: string;
  identifier: string;
  value: string;
  value_sealed: string;
  secret_hash: string;
  attempts: number;
  expires_at: number;
}

const begin = (client: Client, body: object, headers: CallOptions["headers"] = fromSomewhere()): Promise<Answer> => client.call("POST", path, { body, headers });
const verify = (client: Client, email: string, code: string): Promise<Answer> => client.call("POST", verifyPath, { body: { email, code }, headers: fromSomewhere() });
const refused = (client: Client, email: string, code: string) => client.refused("POST", verifyPath, { body: { email, code }, headers: fromSomewhere() });
const codeFor = async ({ mail }: Stack, email: string) => codeIn(await mail.waitFor({ to: email, kind: "sign_up_code" }));
const rowsOf = async ({ db }: Stack, email: string) => (await db.prepare("SELECT * FROM verification WHERE identifier LIKE ?1").bind(`sign-up:${email}:%`).all<Row>()).results;
const usersOf = ({ db }: Stack, email: string) => db.prepare("SELECT count(*) AS count FROM user WHERE email = ?1").bind(email).first("count");
const another = (code: string, step = 1) => String((Number(code) + step) % 1_000_000).padStart(6, "0");

test("the code creates a user with an organization and an estate, and signs in", async ({ stack }) => {
  const client = new Client(stack.url);
  const email = newEmail();
  const begun = await client.call("POST", path, { body: { ...DEMO, email: ` ${email.toUpperCase()} `, name: " Demo Owner " }, headers: fromSomewhere() });
  expect([begun.status, begun.body]).toEqual([202, { email, expiresAt: expect.any(String) }]);
  expect(begun.headers.getSetCookie()).toEqual([expect.stringMatching(/^steward_sign_up=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/)]);
  expect(await usersOf(stack, email)).toBe(0);
  const [row] = await rowsOf(stack, email);
  const code = await codeFor(stack, email);
  expect(JSON.parse(row?.value ?? "")).toEqual({ email });
  expect(row?.value_sealed).toMatch(/^k1\.[\w-]+$/);
  for (const secret of [code, PASSWORD, "argon2id", "Demo Owner", client.cookie.split("=")[1] ?? ""]) expect(JSON.stringify(row)).not.toContain(secret);

  const { status, body, headers } = await client.call("POST", verifyPath, { body: { email: email.toUpperCase(), code: ` ${code.slice(0, 3)} ${code.slice(3)}` }, headers: { ...fromSomewhere(), "user-agent": "Demo/1", "cf-ipcity": "Berlin", "cf-ipcountry": "DE" } });
  const me = body as Me;
  const [organization] = me.organizations;
  const [estate] = organization?.estates ?? [];
  expect(status).toBe(201);
  expect(me).toEqual({
    user: { id: expect.any(String), email, name: "Demo Owner", image: null, role: "user", emailVerified: true, emailProven: false, debugMode: false, hasPassword: true, hasSecondFactor: false, createdAt: expect.any(String) },
    session: { id: expect.any(String), kind: "browser", expiresAt: expect.any(String), impersonatedBy: null },
    organizations: [{ id: expect.any(String), name: "Demo Owner's organization", slug: expect.stringMatching(/^demo-owner/), logo: null, role: "owner", defaultEstateId: estate?.id, secondFactorRequiredFrom: null, permissions: null, isSsoMissing: false, estates: [{ id: expect.any(String), name: "Default", role: "owner" }] }],
  });
  expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^steward_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/), expect.stringMatching(/^steward_known_browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15552000$/)]);
  expect(await client.ok("GET", "/api/auth/me")).toEqual(me);

  const { db } = stack;
  const account = await db.prepare("SELECT provider_id, account_id, password_hash FROM account WHERE user_id = ?1").bind(me.user.id).all();
  expect(account.results).toEqual([{ provider_id: "credential", account_id: me.user.id, password_hash: expect.stringMatching(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/) }]);
  const token = sessionCookie(client).split("=")[1] ?? "";
  const session = await db.prepare("SELECT id, token_hash, kind, user_agent, location, expires_at - created_at AS life FROM session WHERE user_id = ?1").bind(me.user.id).all();
  expect(session.results).toEqual([{ id: me.session.id, token_hash: hashOf(token), kind: "browser", user_agent: "Demo/1", location: "Berlin, DE", life: 7 * 86_400_000 }]);
  const events = await db.prepare("SELECT name, payload FROM outbox_event WHERE organization_id = ?1").bind(organization?.id).all<{ name: string; payload: string }>();
  expect(events.results.map(({ name, payload }) => [name, JSON.parse(payload)])).toEqual([["estate:created", { estateId: estate?.id }]]);
  const audit = await db.prepare("SELECT action FROM audit_log WHERE actor_id = ?1 ORDER BY action").bind(me.user.id).all();
  expect(audit.results.map(({ action }) => action)).toEqual(["auth.verifySignUp", "auth.verifySignUp", "estate.create", "organization.create"]);
  // one for the organization, and one for the user's security log
  const signedUp = await db.prepare("SELECT organization_id FROM audit_log WHERE actor_id = ?1 AND action = 'auth.verifySignUp' ORDER BY organization_id").bind(me.user.id).all();
  expect(signedUp.results).toEqual([{ organization_id: null }, { organization_id: organization?.id }]);
  expect(await rowsOf(stack, email)).toEqual([]);
  expect(await refused(client, email, code)).toEqual(INVALID);
});

test("a taken address gets the same answer for the same statements, and its owner a mail without a code", async ({ stack }) => {
  const owner = await signUp(stack, newEmail());
  const free = newEmail();
  await begin(new Client(stack.url), { ...DEMO, email: free }); // which the owner has done, too
  const answers = [];
  for (const email of [owner.email, free]) {
    const answer = await begin(new Client(stack.url), { ...DEMO, email });
    const { d1_statements, d1_round_trips } = await logged(stack, answer);
    const volatile = (text: string) => text.replaceAll(email, "<email>").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, "<time>");
    const headers = [...answer.headers].filter(([name]) => !["date", "x-request-id"].includes(name)).map(([name, value]) => [name, name === "set-cookie" ? value.replace(/=[\w-]{43};/, "=<token>;") : value]);
    answers.push({ status: answer.status, text: volatile(answer.text), headers, d1_statements, d1_round_trips });
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.text).toBe('{"email":"<email>","expiresAt":"<time>"}');
  const notice = await stack.mail.waitFor({ to: owner.email, kind: "account_exists" });
  expect(() => codeIn(notice)).toThrow("no code");
  expect(linkIn(notice, "/login").href).toBe(`${stack.url}/login`);
  await codeFor(stack, free);
  expect(stack.mail.find({ to: owner.email, kind: "sign_up_code" }).length).toBe(1); // with which they signed up
  const [row] = await rowsOf(stack, owner.email);
  expect(row?.value_sealed.length).toBe((await rowsOf(stack, free))[0]?.value_sealed.length);
});

test("of concurrent valid codes for one address one creates the user", async ({ stack }) => {
  const began = Date.now();
  const email = newEmail();
  const clients = [new Client(stack.url), new Client(stack.url), new Client(stack.url)];
  for (const client of clients) await begin(client, { ...DEMO, email });
  expect((await rowsOf(stack, email)).length).toBe(3);
  const mails = () => stack.mail.find({ to: email, kind: "sign_up_code" });
  await until("three mails", () => mails().length === 3);
  // the mails may have come in any order: each browser tries all three codes, so one of its tries is right
  const codes = mails().map(codeIn);
  const attempts = await Promise.all(clients.flatMap((client) => codes.map((code) => verify(Object.assign(new Client(stack.url), { cookie: client.cookie }), email, code))));
  expect(attempts.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(8).fill(400)]);
  for (const { status, body, headers } of attempts) {
    if (status !== 400) continue;
    expect(body).toMatchObject({ error: { code: "INVALID_CODE", context: { field: "code" } } });
    expect(headers.getSetCookie()).toEqual([]);
  }
  const counts = await stack.db
    .prepare("WITH mine AS (SELECT id FROM user WHERE email = ?1), theirs AS (SELECT organization_id AS id FROM organization_user_membership WHERE user_id IN mine) SELECT (SELECT count(*) FROM mine) AS users, (SELECT count(*) FROM account WHERE user_id IN mine) AS accounts, (SELECT count(*) FROM session WHERE user_id IN mine) AS sessions, (SELECT count(*) FROM theirs) AS organizations, (SELECT count(*) FROM estate WHERE organization_id IN theirs) AS estates")
    .bind(email)
    .first();
  expect(counts).toEqual({ users: 1, accounts: 1, sessions: 1, organizations: 1, estates: 1 });
  const nobodys = "SELECT count(*) AS count FROM organization WHERE created_at >= ?1 AND id NOT IN (SELECT organization_id FROM organization_user_membership)";
  expect(await stack.db.prepare(nobodys).bind(began).first("count")).toBe(0);
});

test("one code that is used concurrently creates one user", async ({ stack }) => {
  const [client, email] = [new Client(stack.url), newEmail()];
  await begin(client, { ...DEMO, email });
  const code = await codeFor(stack, email);
  const { cookie } = client;
  const attempts = await Promise.all(Array.from({ length: 4 }, () => verify(Object.assign(new Client(stack.url), { cookie }), email, code)));
  expect(attempts.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400]);
  expect(await usersOf(stack, email)).toBe(1);
});

test("a code is valid only in the browser that asked for it", async ({ stack }) => {
  const [mine, theirs, email] = [new Client(stack.url), new Client(stack.url), newEmail()];
  await begin(theirs, { ...DEMO, email, password: "the password of somebody else" });
  const code = await codeFor(stack, email);
  expect(await refused(new Client(stack.url), email, code)).toEqual(INVALID);
  await begin(mine, { ...DEMO, email });
  expect(await refused(mine, email, code)).toEqual(INVALID);
  expect(await usersOf(stack, email)).toBe(0);
});

test("five attempts end a code, also concurrent ones, and the right code is refused then", async ({ stack }) => {
  for (const together of [false, true]) {
    const [client, email] = [new Client(stack.url), newEmail()];
    await begin(client, { ...DEMO, email });
    const code = await codeFor(stack, email);
    const wrong = (step: number) => refused(Object.assign(new Client(stack.url), { cookie: client.cookie }), email, another(code, step));
    if (together) expect(await Promise.all(Array.from({ length: 9 }, (_, step) => wrong(step + 1)))).toEqual(Array(9).fill(INVALID));
    else for (let step = 1; step <= 5; step += 1) expect(await wrong(step)).toEqual(INVALID);
    expect((await rowsOf(stack, email))[0]?.attempts).toBe(5);
    expect(await refused(client, email, code)).toEqual(INVALID);
    expect(await usersOf(stack, email)).toBe(0);
  }
});

test("the fifth attempt may be the right one", async ({ stack }) => {
  const [client, email] = [new Client(stack.url), newEmail()];
  await begin(client, { ...DEMO, email });
  const code = await codeFor(stack, email);
  for (let step = 1; step <= 4; step += 1) await refused(client, email, another(code, step));
  expect((await verify(client, email, code)).status).toBe(201);
});

test("a code is valid for ten minutes", async ({ stack }) => {
  const [client, email] = [new Client(stack.url), newEmail()];
  const { body } = await begin(client, { ...DEMO, email });
  const [row] = await rowsOf(stack, email);
  expect(new Date(row?.expires_at ?? 0).toISOString()).toBe((body as { expiresAt: string }).expiresAt);
  expect(Math.abs((row?.expires_at ?? 0) - Date.now() - 10 * 60_000)).toBeLessThan(10_000);
  const code = await codeFor(stack, email);
  await stack.db.prepare("UPDATE verification SET expires_at = ?2 WHERE id = ?1").bind(row?.id, Date.now() - 1).run();
  expect(await refused(client, email, code)).toEqual(INVALID);
});

test("signing up again in the same browser replaces the entry and the former code", async ({ stack }) => {
  const [client, email] = [new Client(stack.url), newEmail()];
  await begin(client, { ...DEMO, email, name: "First Name" });
  const first = await stack.mail.waitFor({ to: email, kind: "sign_up_code" });
  await begin(client, { ...DEMO, email, name: "Second Name" });
  const second = await stack.mail.waitFor({ to: email, kind: "sign_up_code", after: first });
  expect((await rowsOf(stack, email)).length).toBe(1);
  if (codeIn(first) !== codeIn(second)) expect(await refused(client, email, codeIn(first))).toEqual(INVALID);
  expect((await verify(client, email, codeIn(second))).body).toMatchObject({ user: { name: "Second Name" } });
});

test("an invitation leads into its organization instead of an own one, and an ended one changes nothing", async ({ stack, owner }) => {
  const made = await owner.client.ok<{ invitation: { id: string }; url: string }>("POST", `/api/organizations/${owner.organizationId}/invitations`, { role: "viewer" }, 201);
  const invitation = made.url.split("/").at(-1);
  const signUpWith = async (revokeBefore: boolean) => {
    const [client, email] = [new Client(stack.url), newEmail()];
    await begin(client, { ...DEMO, email, invitation });
    const code = await codeFor(stack, email);
    if (revokeBefore) await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/invitations/${made.invitation.id}`, undefined, 204);
    return (await verify(client, email, code)).body as Me;
  };
  expect((await signUpWith(false)).organizations).toMatchObject([{ id: owner.organizationId, role: "viewer" }]);
  expect((await signUpWith(true)).organizations).toMatchObject([{ name: "Demo Owner's organization", role: "owner" }]);
});

test("an address at a domain with auto-join leads into an organization of its own, as a code is no proof of the mailbox", async ({ stack, owner }) => {
  const domain = `${newEmail().split("@")[0]}.example`;
  await stack.db
    .prepare("INSERT INTO organization_domain (id, organization_id, domain, challenge, verified_at, auto_join, role, created_at, updated_at) VALUES (?1, ?2, ?3, 'x', 1, 1, 'member', 1, 1)")
    .bind(newId("dom"), owner.organizationId, domain)
    .run();
  const [client, email] = [new Client(stack.url), `demo@${domain}`];
  await begin(client, { ...DEMO, email });
  const me = (await verify(client, email, await codeFor(stack, email))).body as Me;
  expect(me.organizations).toMatchObject([{ name: "Demo Owner's organization", role: "owner" }]);
});

test("an invalid field is refused by name, and nothing is written", async ({ stack }) => {
  const right = { email: newEmail(), password: PASSWORD, name: "Demo Owner" };
  const count = () => stack.db.prepare("SELECT (SELECT count(*) FROM user) + (SELECT count(*) FROM verification) AS count").first("count");
  const before = await count();
  const cases: [object, string][] = [
    [{ ...right, email: "nobody" }, "email"],
    [{ ...right, email: `${"a".repeat(65)}@steward.localhost` }, "email"],
    [{ ...right, email: "a,b@steward.localhost" }, "email"],
    [{ ...right, email: 7 }, "email"],
    [{ ...right, email: null }, "email"],
    [{ ...right, email: undefined }, "email"],
    [{ ...right, password: "1234567" }, "password"],
    [{ ...right, password: "x".repeat(129) }, "password"],
    [{ ...right, password: undefined }, "password"],
    [{ ...right, name: "  " }, "name"],
    [{ ...right, name: "x".repeat(101) }, "name"],
    [{ ...right, name: "\u0007" }, "name"],
    [{ ...right, invitation: "x".repeat(101) }, "invitation"],
    [{ ...right, role: "admin" }, "role"],
  ];
  for (const [body, field] of cases) {
    expect(await new Client(stack.url).refused("POST", path, { body, headers: fromSomewhere() }), JSON.stringify(body)).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
  expect(await count()).toBe(before);
});

test("codes are limited to five an hour per address and twenty per IP address", async ({ stack }) => {
  const email = newEmail();
  for (let sent = 0; sent < 5; sent += 1) expect((await begin(new Client(stack.url), { ...DEMO, email })).status).toBe(202);
  const sixth = await begin(new Client(stack.url), { ...DEMO, email });
  expect([sixth.status, Number(sixth.headers.get("retry-after")) > 3_500]).toEqual([429, true]);
  const headers = fromSomewhere();
  const statuses = [];
  for (let sent = 0; sent < 21; sent += 1) statuses.push((await begin(new Client(stack.url), { ...DEMO, email: newEmail() }, headers)).status);
  expect(statuses).toEqual([...Array<number>(20).fill(202), 429]);
});

test("in production a password is hashed at full cost, whatever the variables for tests say", async () => {
  const stack = await startStack({ withoutRunner: true, bindings: { ENVIRONMENT: "production", TESTING_PASSWORD_HASH: "cheap" } });
  try {
    const { userId } = await signUp(stack);
    const hash = await stack.db.prepare("SELECT password_hash FROM account WHERE user_id = ?1").bind(userId).first<string>("password_hash");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  } finally {
    await stack.close();
  }
});
