// Proves that a command-line tool signs in by the device flow (RFC 8628), with a generic client library.
import * as client from "openid-client";
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { hashOf } from "../../support/hash.ts";
import { Client } from "../../support/client.ts";
import { linkIn, tokenIn } from "../../../providers/mail/index.ts";
import { fromSomewhere, grantAdmin, signInAgain, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { test } from "../../support/test.ts";
import { Program } from "../../support/program.ts";

const discover = (url: string) => client.discovery(new URL(url), "steward-cli", undefined, client.None(), { algorithm: "oauth2", execute: [client.allowInsecureRequests] });

interface Device {
  userCode: string;
  clientId: string;
  status: string;
}

/** Requests codes that can be polled at any time, without the five seconds between two polls. */
async function codesWithoutWait({ db, url }: Stack, config: client.Configuration): Promise<client.DeviceAuthorizationResponse> {
  const codes = await client.initiateDeviceAuthorization(config, {});
  expect(codes).toMatchObject({ expires_in: 600, interval: 5, verification_uri: `${url}/device` });
  await db.prepare("UPDATE device_code SET interval_seconds = 0 WHERE device_code_hash = ?1").bind(hashOf(codes.device_code)).run();
  return { ...codes, interval: 0.05 };
}

/** The code of an OAuth error. */
async function errorOf(work: Promise<unknown>): Promise<string | undefined> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  return outcome instanceof client.ResponseBodyError ? outcome.error : String(outcome);
}

/** One poll as in the RFC, without the pauses of a client library. */
async function poll(url: string, deviceCode: string, over: Record<string, string> = {}): Promise<{ status: number; error?: string; access_token?: string }> {
  const body = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: "steward-cli", device_code: deviceCode, ...over });
  const response = await fetch(`${url}/api/auth/device/token`, { method: "POST", body });
  return { status: response.status, ...((await response.json()) as { error?: string; access_token?: string }) };
}

test("an approved tool gets tokens, calls the API and refreshes", async ({ stack, owner }) => {
  const config = await discover(stack.url);
  const codes = await codesWithoutWait(stack, config);
  expect(codes.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-\d{4}$/);
  const polled = client.pollDeviceAuthorizationGrant(config, codes);
  await until("the first poll", () => stack.db.prepare("SELECT polled_at FROM device_code WHERE device_code_hash = ?1").bind(hashOf(codes.device_code)).first("polled_at"));

  const typed = codes.user_code.toLowerCase().replace("-", " ");
  const device = await owner.client.ok<Device>("GET", `/api/auth/device/${encodeURIComponent(typed)}`);
  expect(device).toMatchObject({ userCode: codes.user_code, clientId: "steward-cli", status: "pending" });
  await owner.client.ok("POST", `/api/auth/device/${codes.user_code}/approve`, undefined, 204);

  const tokens = await polled;
  const program = new Program(stack.url, tokens.access_token);
  expect(await program.ok("GET", "/api/auth/me")).toMatchObject({ user: { id: owner.userId }, session: { kind: "api" } });
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? "");
  expect(refreshed.access_token).toBeTruthy();
  expect((await client.refreshTokenGrant(config, tokens.refresh_token ?? "")).refresh_token).toBe(refreshed.refresh_token);
  await stack.db.prepare("UPDATE refresh_token SET used_at = used_at - 30000 WHERE session_id IN (SELECT id FROM session WHERE user_id = ?1)").bind(owner.userId).run();
  expect(await errorOf(client.refreshTokenGrant(config, tokens.refresh_token ?? ""))).toBe("invalid_grant");
  expect(await poll(stack.url, codes.device_code)).toMatchObject({ status: 400, error: "invalid_grant" });
});

test("a denied tool gets access_denied", async ({ stack, owner }) => {
  const config = await discover(stack.url);
  const codes = await codesWithoutWait(stack, config);
  await owner.client.ok("POST", `/api/auth/device/${codes.user_code}/deny`, undefined, 204);
  expect(await errorOf(client.pollDeviceAuthorizationGrant(config, codes))).toBe("access_denied");
  expect(await owner.client.refused("POST", `/api/auth/device/${codes.user_code}/approve`)).toMatchObject({ status: 409 });
});

async function resetPassword({ url, mail }: Stack, { email }: Person): Promise<void> {
  const browser = new Client(url);
  const asked = await browser.call("POST", "/api/auth/password/forgot", { body: { email }, headers: fromSomewhere() });
  expect(asked.status).toBe(202);
  const token = tokenIn(linkIn(await mail.waitFor({ to: email, kind: "reset_password" }), "/reset"));
  const { status } = await browser.call("POST", "/api/auth/password/reset", { body: { token, password: "another long password" }, headers: fromSomewhere() });
  expect(status).toBe(200);
}

async function administratorOf(stack: Stack): Promise<Client> {
  const administrator = await signUp(stack);
  await grantAdmin(stack, administrator);
  return administrator.client;
}

const ENDS: [string, (stack: Stack, owner: Person) => Promise<unknown>][] = [
  ["a password reset", async (stack, owner) => resetPassword(stack, owner)],
  ["a sign-out everywhere", async (stack, owner) => (await signInAgain(stack, owner)).client.ok("DELETE", "/api/user/sessions", undefined, 204)],
  ["a sign-out of the browser that approved it", async (_stack, { client: browser }) => browser.ok("POST", "/api/auth/signout", undefined, 204)],
  ["the end of the session by time", async ({ db }, { userId }) => db.prepare("UPDATE session SET expires_at = 1 WHERE user_id = ?1").bind(userId).run()],
  ["a ban", async (stack, { userId }) => (await administratorOf(stack)).ok("POST", `/api/admin/users/${userId}/ban`, { reason: "Spam" })],
];

for (const [end, happen] of ENDS) {
  test(`a device that was approved before ${end} gets no tokens after it`, async ({ stack, owner }) => {
    const codes = await client.initiateDeviceAuthorization(await discover(stack.url), {});
    await owner.client.ok("POST", `/api/auth/device/${codes.user_code}/approve`, undefined, 204);
    await happen(stack, owner);
    expect(await poll(stack.url, codes.device_code)).toMatchObject({ status: 400, error: "access_denied" });
    expect(await stack.db.prepare("SELECT count(*) AS count FROM session WHERE user_id = ?1 AND kind = 'api'").bind(owner.userId).first("count")).toBe(0);
  });
}

test("fast polling is slowed down, codes expire, and one of many concurrent polls gets the tokens", async ({ stack, owner }) => {
  const config = await discover(stack.url);
  const codes = await client.initiateDeviceAuthorization(config, {});
  expect(await poll(stack.url, codes.device_code)).toMatchObject({ status: 400, error: "authorization_pending" });
  expect(await poll(stack.url, codes.device_code)).toMatchObject({ status: 400, error: "slow_down" });
  expect(await stack.db.prepare("SELECT interval_seconds FROM device_code WHERE device_code_hash = ?1").bind(hashOf(codes.device_code)).first("interval_seconds")).toBe(10);

  await owner.client.ok("POST", `/api/auth/device/${codes.user_code}/approve`, undefined, 204);
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => poll(stack.url, codes.device_code)));
  expect(answers.filter(({ access_token: token }) => token !== undefined)).toHaveLength(1);
  expect(answers.filter(({ error }) => error === "invalid_grant")).toHaveLength(4);

  const late = await client.initiateDeviceAuthorization(config, {});
  const lateHash = hashOf(late.device_code);
  await stack.db.prepare("UPDATE device_code SET expires_at = 1 WHERE device_code_hash = ?1").bind(lateHash).run();
  expect(await poll(stack.url, late.device_code)).toMatchObject({ status: 400, error: "expired_token" });
  expect(await owner.client.refused("GET", `/api/auth/device/${late.user_code}`)).toMatchObject({ status: 404 });
  await stack.scheduled();
  await until("the device to be forgotten", async () => (await stack.db.prepare("SELECT id FROM device_code WHERE device_code_hash = ?1").bind(lateHash).first()) === null);
});

test("a device that slows down by five seconds polls on, a little early too, and the interval has a limit", async ({ stack }) => {
  const { device_code: code } = await client.initiateDeviceAuthorization(await discover(stack.url), {});
  const hash = hashOf(code);
  const letPass = (ms: number) => stack.db.prepare("UPDATE device_code SET polled_at = polled_at - ?2 WHERE device_code_hash = ?1").bind(hash, ms).run();
  const error = async () => (await poll(stack.url, code)).error;
  expect(await error()).toBe("authorization_pending");
  for (let polls = 0; polls < 3; polls += 1) {
    await letPass(4_950);
    expect(await error()).toBe("authorization_pending");
  }
  await letPass(2_000);
  expect(await error()).toBe("slow_down");
  await letPass(9_950);
  expect(await error()).toBe("authorization_pending");
  for (let polls = 0; polls < 15; polls += 1) expect(await error()).toBe("slow_down");
  expect(await stack.db.prepare("SELECT interval_seconds FROM device_code WHERE device_code_hash = ?1").bind(hash).first("interval_seconds")).toBe(60);
});

test("invalid parameters are refused with the error codes of RFC 6749", async ({ stack }) => {
  const url = `${stack.url}/api/auth/device/code`;
  const ask = async ({ headers = {}, body }: { headers?: Record<string, string>; body: string | URLSearchParams }) => {
    const response = await fetch(url, { method: "POST", headers, body });
    return [response.status, ((await response.json()) as { error: string }).error];
  };
  expect(await ask({ body: new URLSearchParams({ client_id: "somebody-else" }) })).toEqual([400, "invalid_client"]);
  expect(await ask({ body: new URLSearchParams({}) })).toEqual([400, "invalid_request"]);
  expect(await ask({ body: new URLSearchParams([["client_id", "steward-cli"], ["client_id", "steward-cli"]]) })).toEqual([400, "invalid_request"]);
  expect(await ask({ body: JSON.stringify({ client_id: "steward-cli" }), headers: { "content-type": "application/json" } })).toEqual([400, "invalid_request"]);
  // the server closes a connection whose body it did not read: the next request must not use it
  const tooLong = { "content-type": "application/x-www-form-urlencoded", connection: "close" };
  expect(await ask({ body: "a".repeat(10_000), headers: tooLong })).toEqual([400, "invalid_request"]);
  expect(await poll(stack.url, "x".repeat(43))).toMatchObject({ error: "invalid_grant" });
  expect(await poll(stack.url, "x", { grant_type: "password" })).toMatchObject({ error: "unsupported_grant_type" });
});

test("guessed user codes count against the IP address", async ({ owner }) => {
  const headers = fromSomewhere();
  const statuses: number[] = [];
  for (let tries = 0; tries < 21; tries += 1) {
    statuses.push((await owner.client.call("GET", `/api/auth/device/BBBB-${String(tries).padStart(4, "0")}`, { headers })).status);
  }
  expect(statuses).toEqual([...Array<number>(20).fill(404), 429]);
});
