// Proves that signing up makes user, organization, owner, estate and session together or not at all, and keeps no secret readable.
import { createHash, randomUUID } from "node:crypto";
import { expect } from "vitest";
import { Client, type CallOptions } from "../support/client.ts";
import { PASSWORD, type Me } from "../support/people.ts";
import { integration } from "../support/test.ts";

const test = integration({ withoutRunner: true });

const path = "/api/auth/signup";
const address = () => `${randomUUID()}@steward.localhost`;

test("a new user gets an organization that they own, with an estate, and is signed in", async ({ stack }) => {
  const client = new Client(stack.url);
  const email = address();
  const { status, body, headers } = await client.call("POST", path, { body: { email: ` ${email.toUpperCase()} `, password: PASSWORD, name: " Demo Owner " }, headers: { "user-agent": "Demo/1" } });
  const me = body as Me;
  expect(status).toBe(201);
  expect(me).toMatchObject({ user: { email, name: "Demo Owner", role: "user", emailVerified: false }, organizations: [{ name: "Demo Owner's organization", role: "owner", estates: [{ name: "Default" }] }] });
  expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^steward_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/)]);
  expect(await client.ok("GET", "/api/auth/me")).toEqual(me);

  const { db } = stack;
  const [organization] = me.organizations;
  const account = await db.prepare("SELECT provider_id, account_id, password_hash FROM account WHERE user_id = ?1").bind(me.user.id).all();
  expect(account.results).toEqual([{ provider_id: "credential", account_id: me.user.id, password_hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) }]);
  const token = client.cookie.split("=")[1] ?? "";
  const session = await db.prepare("SELECT id, token_hash, user_agent, expires_at - created_at AS life FROM session WHERE user_id = ?1").bind(me.user.id).all();
  expect(session.results).toEqual([{ id: me.session.id, token_hash: createHash("sha256").update(token).digest("hex"), user_agent: "Demo/1", life: 7 * 86_400_000 }]);
  const events = await db.prepare("SELECT name, payload FROM outbox_event WHERE organization_id = ?1").bind(organization?.id).all<{ name: string; payload: string }>();
  expect(events.results.map(({ name, payload }) => [name, JSON.parse(payload)])).toEqual([["estate:created", { estateId: organization?.estates[0]?.id }]]);
  const audit = await db.prepare("SELECT action FROM audit_log WHERE actor_id = ?1 ORDER BY action").bind(me.user.id).all();
  expect(audit.results.map(({ action }) => action)).toEqual(["auth.signUp", "estate.create", "organization.create"]);
  const steps = await db.prepare("SELECT event_type, category FROM estate_onboarding_event WHERE organization_id = ?1").bind(organization?.id).all();
  expect(steps.results).toEqual([{ event_type: "EstateCreated", category: "system" }]);
});

test("an address is taken once, in whatever case, however many try at the same moment", async ({ stack }) => {
  const email = address();
  const attempts = await Promise.all([email, email.toUpperCase(), email, email].map((text) => new Client(stack.url).call("POST", path, { body: { email: text, password: PASSWORD, name: "Demo Owner" } })));
  expect(attempts.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  const refused = attempts.find(({ status }) => status === 409);
  expect(refused?.body).toMatchObject({ error: { code: "EMAIL_TAKEN" } });
  expect(refused?.headers.getSetCookie()).toEqual([]);
  const counts = await stack.db.prepare("SELECT (SELECT count(*) FROM user) AS users, (SELECT count(*) FROM organization) AS organizations, (SELECT count(*) FROM estate) AS estates, (SELECT count(*) FROM outbox_event) AS events").first<Record<string, number>>();
  expect(new Set(Object.values(counts ?? {})).size).toBe(1);
});

test("what is missing, too short, too long or unknown is refused by its field, and nothing is written", async ({ stack }) => {
  const right = { email: address(), password: PASSWORD, name: "Demo Owner" };
  const users = () => stack.db.prepare("SELECT count(*) AS count FROM user").first("count");
  const before = await users();
  const cases: [object, string][] = [
    [{ ...right, email: "nobody" }, "email"],
    [{ ...right, email: `${"a".repeat(65)}@steward.localhost` }, "email"],
    [{ ...right, email: 7 }, "email"],
    [{ ...right, email: null }, "email"],
    [{ ...right, email: undefined }, "email"],
    [{ ...right, password: "1234567" }, "password"],
    [{ ...right, password: "x".repeat(129) }, "password"],
    [{ ...right, password: undefined }, "password"],
    [{ ...right, name: "  " }, "name"],
    [{ ...right, name: "x".repeat(101) }, "name"],
    [{ ...right, name: "\u0007" }, "name"],
    [{ ...right, role: "admin" }, "role"],
  ];
  for (const [body, field] of cases) {
    const options: CallOptions = { body };
    expect(await new Client(stack.url).refused("POST", path, options), JSON.stringify(body)).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
  expect(await users()).toBe(before);
});
