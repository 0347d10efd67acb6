// Proves that no operation reveals whether an address has an account or whether a secret was ever issued: responses, statements and
// password checks are the same.
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { kindOf } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { insert, type Value } from "../../../stack/rows.ts";
import { registerApp } from "../../support/app.ts";
import { Client, type Answer } from "../../support/client.ts";
import { hashOf } from "../../support/hash.ts";
import { newId } from "../../support/ids.ts";
import { PASSWORD, fromSomewhere, newEmail, signUp } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

const OPERATIONS: [string, (email: string) => object][] = [
  ["/api/auth/signup", (email) => ({ email, password: PASSWORD, name: "Demo Owner" })],
  ["/api/auth/signup/verify", (email) => ({ email, code: "000000" })],
  ["/api/auth/signin", (email) => ({ email, password: "wrong password" })],
  ["/api/auth/signin/link", (email) => ({ email, returnUrl: "/x" })],
  ["/api/auth/signin/code", (email) => ({ email })],
  ["/api/auth/signin/code/verify", (email) => ({ email, code: "000000" })],
  ["/api/auth/password/forgot", (email) => ({ email })],
  ["/api/auth/login", (email) => ({ email, password: "wrong password" })],
];

/** What somebody outside can see of an answer, and the work behind it: counted, because a clock tells other things as well. */
async function traceOf(stack: Stack, answer: Answer, secrets: string[] = []): Promise<object> {
  const { d1_statements, d1_round_trips, password_checks = 0 } = await logged(stack, answer);
  const known = secrets.reduce((text, secret) => text.replaceAll(secret, "<secret>"), answer.text);
  const text = known.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>").replace(/(req|inv|ver)_\w+/g, "<id>").replace(/\/invite\/[\w-]{43}/g, "/invite/<token>");
  const headers = Object.fromEntries(
    [...answer.headers]
      .filter(([name]) => !["date", "x-request-id", "ratelimit-reset", "ratelimit-remaining"].includes(name))
      .map(([name, value]) => [name, name === "set-cookie" ? value.replace(/=[\w-]{43};/, "=<token>;") : value]),
  );
  return { status: answer.status, text, headers, d1_statements, d1_round_trips, password_checks };
}

test("responses and statements are the same for an address with an account and for one without", async ({ stack, owner }) => {
  const unknown = newEmail();
  // the owner has signed up a moment ago, and codes are counted by address: the other begins to sign up, too
  await new Client(stack.url).call("POST", "/api/auth/signup", { body: { email: unknown, password: PASSWORD, name: "Demo Owner" }, headers: fromSomewhere() });
  for (const [path, bodyFor] of OPERATIONS) {
    const [mine, nobodys] = await Promise.all(
      [owner.email, unknown].map(async (email) => {
        const answer = await new Client(stack.url).call("POST", path, { body: bodyFor(email), headers: fromSomewhere() });
        return { path, remaining: answer.headers.get("ratelimit-remaining"), ...(await traceOf(stack, answer, [email])) };
      }),
    );
    expect(mine).toEqual(nobodys);
    // a check of the password, without an account of a hash that matches none, is most of the time that a sign-in takes
    expect(mine, path).toMatchObject({ password_checks: path === "/api/auth/signin" || path === "/api/auth/login" ? 1 : 0 });
  }
  const kinds = async (email: string, count: number) => {
    await until(`${count} mails`, () => stack.mail.find({ to: email }).length >= count);
    return stack.mail.find({ to: email }).map(kindOf).sort();
  };
  expect(await kinds(unknown, 5)).toEqual(["no_account", "no_account", "no_account", "sign_up_code", "sign_up_code"]);
  expect(await kinds(owner.email, 5)).toEqual(["account_exists", "reset_password", "sign_in_code", "sign_in_link", "sign_up_code"]);
});

test("who invites an address, or changes their own to it, does not learn whether it has an account", async ({ stack, owner }) => {
  const { email } = await signUp(stack);
  const unknown = newEmail();
  const tries: [string, (email: string) => object][] = [
    [`/api/organizations/${owner.organizationId}/invitations`, (address) => ({ email: address, role: "viewer" })],
    ["/api/user/email", (address) => ({ email: address })],
  ];
  for (const [path, bodyFor] of tries) {
    const traces: object[] = [];
    for (const address of [email, unknown]) traces.push(await traceOf(stack, await owner.client.call("POST", path, { body: bodyFor(address) }), [address]));
    expect(traces[0], path).toEqual(traces[1]);
  }
});

test("a secret that was never issued, and one that is over, get the same answer after the same work", async ({ stack, owner }) => {
  const { db, url } = stack;
  const token = () => randomBytes(32).toString("base64url");
  const refused = async (path: string, status: number, answers: [string, () => Promise<Answer>][]) => {
    const traces = await Promise.all(answers.map(async ([name, call]) => [name, await traceOf(stack, await call())] as const));
    for (const [name, trace] of traces) expect(trace, `${path} with ${name}`).toEqual({ ...traces[0]?.[1], status });
  };
  const membership = await db.prepare("SELECT id FROM organization_user_membership WHERE user_id = ?1").bind(owner.userId).first<string>("id");
  const banned = await signUp(stack);
  const bannedMembership = await db.prepare("SELECT id FROM organization_user_membership WHERE user_id = ?1").bind(banned.userId).first<string>("id");
  await db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(banned.userId).run();

  const key = async (columns: Record<string, Value>) => {
    const secret = `steward_${token()}`;
    await insert(db, "api_key", { id: newId("key"), organization_id: owner.organizationId, membership_id: membership, name: "A key", key_hash: hashOf(secret), start: "steward_test", scopes: '["organization.view"]', created_at: 1, updated_at: 1, ...columns });
    return secret;
  };
  const byKey = (secret: string) => () => new Program(url, secret).call("GET", `/api/organizations/${owner.organizationId}`, { headers: fromSomewhere() });
  await refused("a key", 401, [
    ["one that was never issued", byKey(`steward_${token()}`)],
    ["a disabled one", byKey(await key({ disabled_at: 1 }))],
    ["an expired one", byKey(await key({ expires_at: 1 }))],
    ["one of a banned user", byKey(await key({ organization_id: banned.organizationId, membership_id: bannedMembership }))],
  ]);

  const session = async (columns: Record<string, Value>) => {
    const secret = token();
    await insert(db, "session", { id: newId("ses"), token_hash: hashOf(secret), user_id: owner.userId, expires_at: 4_000_000_000_000, refreshed_at: Date.now(), created_at: 1, updated_at: 1, ...columns });
    return secret;
  };
  const byCookie = (secret: string) => () => new Client(url).call("GET", `/api/organizations/${owner.organizationId}`, { headers: { cookie: `steward_session=${secret}`, ...fromSomewhere() } });
  await refused("a cookie", 401, [
    ["one that was never issued", byCookie(token())],
    ["an expired one", byCookie(await session({ expires_at: 1 }))],
    ["one of a banned user", byCookie(await session({ user_id: banned.userId }))],
  ]);

  const { client } = await registerApp(owner);
  const form = (fields: Record<string, string>) => () =>
    new Program(url).call("POST", "/oauth/token", { raw: new URLSearchParams(fields).toString(), headers: { "content-type": "application/x-www-form-urlencoded", ...fromSomewhere() } });
  await refused("a client's secret", 401, [
    ["a client that was never registered", form({ grant_type: "authorization_code", code: token(), code_verifier: token(), client_id: "oac_01k9zqt3m8e7tbm3hz0c3x6w5r", client_secret: token() })],
    ["the wrong secret", form({ grant_type: "authorization_code", code: token(), code_verifier: token(), client_id: client.id, client_secret: token() })],
    ["no secret", form({ grant_type: "authorization_code", code: token(), code_verifier: token(), client_id: client.id })],
  ]);

  const scim = (secret: string) => () => new Program(url, secret).call("GET", "/scim/v2/Users", { headers: fromSomewhere() });
  const former = `steward_scim_${token()}`;
  await insert(db, "scim_token", { id: newId("sct"), organization_id: owner.organizationId, token_hash: hashOf(former), start: "steward_scim", created_at: 1 });
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/scim/token`, undefined, 204);
  await refused("a token of provisioning", 401, [
    ["one that was never issued", scim(`steward_scim_${token()}`)],
    ["a revoked one", scim(former)],
  ]);

  const device = (userCode: string) => () => owner.client.call("GET", `/api/auth/device/${userCode}`);
  await insert(db, "device_code", { id: newId("dev"), device_code_hash: hashOf(token()), user_code_hash: hashOf("BCDF-1234"), client_id: "steward-cli", expires_at: 1, created_at: 1, updated_at: 1 });
  await refused("a device's code", 404, [
    ["one that was never issued", device("BCDF-9876")],
    ["an expired one", device("BCDF-1234")],
  ]);

  const refresh = (refreshToken: string) => () => new Program(url).call("POST", "/api/auth/refresh", { body: { refreshToken }, headers: fromSomewhere() });
  const old = token();
  const sessionId = newId("ses");
  await session({ id: sessionId, kind: "api" });
  await insert(db, "refresh_token", { id: newId("rtok"), token_hash: hashOf(old), session_id: sessionId, expires_at: 1, created_at: 1 });
  await refused("a refresh token", 401, [
    ["one that was never issued", refresh(token())],
    ["an expired one", refresh(old)],
  ]);
});
