// Proves that auth.me returns the user, the session and the organizations in one statement, and no more than the role allows.
import { expect } from "vitest";
import { Client } from "../../support/client.ts";
import { PASSWORD, fromSomewhere, join, newEmail, proveEmail, signUp, type Me, type Person } from "../../support/people.ts";
import { ADMIN_EMAIL_DOMAINS, test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

/** One of several, and not the first. */
const STAFF = ADMIN_EMAIL_DOMAINS[1] ?? "";

const me = ({ client }: Person) => client.ok<Me>("GET", "/api/auth/me");

test("a browser session and an API session get the same answer in one statement, and a key is refused", async ({ stack, owner }) => {
  const program = new Client(stack.url);
  const login = await program.call("POST", "/api/auth/login", { body: { email: owner.email, password: PASSWORD }, headers: { ...fromSomewhere(), origin: null } });
  const { accessToken } = login.body as { accessToken: string };
  const authorization = (bearer: string) => ({ headers: { authorization: `Bearer ${bearer}`, origin: null, cookie: null } });
  const answers = [await owner.client.call("GET", "/api/auth/me"), await program.call("GET", "/api/auth/me", authorization(accessToken))];
  const [browser, api] = answers.map(({ body }) => body as Me);
  expect([browser?.session.kind, api?.session.kind]).toEqual(["browser", "api"]);
  expect([api?.user, api?.organizations]).toEqual([browser?.user, browser?.organizations]);
  for (const answer of answers) expect(await logged(stack, answer)).toMatchObject({ status: 200, d1_statements: 1, d1_round_trips: 1 });

  const { secret } = await owner.client.ok<{ secret: string }>("POST", `/api/organizations/${owner.organizationId}/keys`, { name: "Key", scopes: ["estate.view"] }, 201);
  expect(await program.refused("GET", "/api/auth/me", authorization(secret))).toEqual({ status: 403, code: "API_KEY_REFUSED" });
  for (const bearer of [`${accessToken.slice(0, -2)}xx`, "x", ""]) expect(await program.refused("GET", "/api/auth/me", authorization(bearer)), bearer).toEqual({ status: 401, code: "UNAUTHENTICATED" });
});

test("a guest sees only the granted estates, an external member nothing", async ({ stack, owner }) => {
  const guest = await signUp(stack);
  const second = await owner.client.ok<{ id: string }>("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Second" }, 201);
  await join(stack, guest, owner.organizationId, "guest");
  const seen = async () => (await me(guest)).organizations.find(({ id }) => id === owner.organizationId);
  expect(await seen()).toMatchObject({ role: "guest", defaultEstateId: null, estates: [] });
  const grant = (estateId: string) => stack.db.prepare("INSERT INTO estate_grant (membership_id, estate_id, created_at) VALUES (?1, ?2, 1)").bind(`member_${guest.userId.slice(4)}`, estateId).run();
  await grant(second.id);
  expect(await seen()).toMatchObject({ defaultEstateId: null, estates: [{ id: second.id, name: "Second" }] });
  await grant(owner.estateId);
  expect(await seen()).toMatchObject({ defaultEstateId: owner.estateId, estates: [{ id: owner.estateId }, { id: second.id }] });
  await stack.db.prepare("UPDATE organization_user_membership SET role = 'external' WHERE user_id = ?1 AND organization_id = ?2").bind(guest.userId, owner.organizationId).run();
  expect(await seen()).toBeUndefined();
});

test("only an address at a configured domain that a link has proven makes an administrator", async ({ stack, owner }) => {
  const staff = await signUp(stack, newEmail().replace("steward.localhost", STAFF));
  const near = await signUp(stack, newEmail().replace("steward.localhost", `not${STAFF}`));
  const seen = async () => [await me(staff), await me(near), await me(owner)].map(({ user }) => user.role);
  expect(await seen(), "by code").toEqual(["user", "user", "user"]);
  expect(await staff.client.refused("GET", "/api/admin/users")).toMatchObject({ status: 403 });
  for (const person of [staff, near, owner]) await proveEmail(stack, person);
  expect(await seen(), "by link").toEqual(["admin", "user", "user"]);
  await staff.client.ok("GET", "/api/admin/users");
});

test("an impersonated session names the administrator and is not extended", async ({ stack, owner }) => {
  const staff = await signUp(stack, newEmail().replace("steward.localhost", STAFF));
  await proveEmail(stack, staff);
  const impersonated = await staff.client.ok<Me>("POST", `/api/admin/users/${owner.userId}/impersonate`, { reason: "Support" }, 200);
  expect(impersonated.user.id).toBe(owner.userId);
  expect(impersonated.session.impersonatedBy).toEqual({ id: staff.userId, name: "Demo Owner", email: staff.email });
  await stack.db.prepare("UPDATE session SET refreshed_at = 1 WHERE id = ?1").bind(impersonated.session.id).run();
  const { headers, body } = await staff.client.call("GET", "/api/auth/me");
  expect([headers.getSetCookie(), (body as Me).session]).toEqual([[], impersonated.session]);
  const left = Date.parse(impersonated.session.expiresAt) - Date.now();
  expect([left > 59 * 60_000, left <= 60 * 60_000]).toEqual([true, true]);
});
