// The id_tokens that tests order: each fault is one that a certified client notices, and only the next token has it.
// Keys rotate as a provider's do, and accounts come, change and go.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGoogle, type Fault, type OpenIdSimulator } from "./index.ts";
import { CALLBACK, CLIENT, GUEST, OWNER, authorization, codeOf, exchange } from "./support.ts";

let google: OpenIdSimulator;

beforeAll(async () => {
  google = await startGoogle({ ...CLIENT, redirectUris: [CALLBACK], accounts: [OWNER, GUEST] });
});

afterAll(() => google.close());

async function idToken(account = OWNER.email) {
  const { url, verifier, nonce } = authorization(google.authorizeUrl);
  const { body } = await exchange(google.tokenUrl, codeOf(await google.authorize(url, account)), verifier);
  return { token: String(body["id_token"]), nonce };
}

/** Verifies as the product must, and returns the claims. */
async function verify({ token, nonce }: { token: string; nonce: string }) {
  const keys = createRemoteJWKSet(new URL(google.keysUrl));
  const { payload } = await jwtVerify(token, keys, { issuer: google.url, audience: CLIENT.clientId, algorithms: ["RS256"] });
  if (payload["nonce"] !== nonce) throw new Error("nonce");
  if (payload["email_verified"] !== true) throw new Error("email");
  return payload;
}

test("a token without a fault is right", async () => {
  const made = await idToken();
  expect(await verify(made)).toMatchObject({ email: OWNER.email, azp: CLIENT.clientId });
  expect(Object.keys(decodeProtectedHeader(made.token)).sort()).toEqual(["alg", "kid", "typ"]);
  const { iat = 0, exp = 0, nbf } = decodeJwt(made.token);
  expect([exp - iat, nbf]).toEqual([3600, undefined]);
});

const NOTICED: [Fault, RegExp][] = [
  ["wrong_issuer", /"iss"/],
  ["wrong_audience", /"aud"/],
  ["wrong_nonce", /nonce/],
  ["missing_nonce", /nonce/],
  ["expired", /"exp"/],
  ["unknown_key", /no applicable key/],
  ["forged_signature", /signature verification failed/],
  ["altered", /signature verification failed/],
  ["unsigned", /alg/i],
  ["symmetric", /alg/i],
  ["email_unverified", /email/],
  ["missing_email", /email/],
];

test.each(NOTICED)("a verifier notices %s, and the token after it is right", async (fault, words) => {
  google.spoil(fault);
  await expect(verify(await idToken())).rejects.toThrow(words);
  await verify(await idToken());
});

test("an account whose address is not verified says so", async () => {
  expect(decodeJwt((await idToken(GUEST.email)).token)).toMatchObject({ email: GUEST.email, email_verified: false });
  google.updateAccount(GUEST.email, { emailVerified: true });
  expect(decodeJwt((await idToken(GUEST.email)).token)).toMatchObject({ email_verified: true });
});

test("after a rotation both keys are published, and only the new one when the old is withdrawn", async () => {
  const before = await idToken();
  await google.rotateKeys();
  const after = await idToken();
  expect(decodeProtectedHeader(after.token).kid).not.toBe(decodeProtectedHeader(before.token).kid);
  await Promise.all([verify(before), verify(after)]);
  await google.rotateKeys({ keepOld: false });
  await expect(verify(after)).rejects.toThrow("no applicable key");
  await verify(await idToken());
  const { keys } = (await (await fetch(google.keysUrl)).json()) as { keys: Record<string, string>[] };
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "e", "kid", "kty", "n", "use"]]);
});

test("a changed address keeps its subject; a removed account cannot be chosen", async () => {
  const { sub } = google.addAccount({ email: "new@acme.example", name: "Demo New" });
  google.updateAccount("new@acme.example", { email: "renamed@acme.example" });
  expect(decodeJwt((await idToken("renamed@acme.example")).token)).toMatchObject({ sub, email: "renamed@acme.example" });
  google.removeAccount(sub);
  await expect(idToken("renamed@acme.example")).rejects.toThrow("no such account");
});

test("the pages choose, make and remove accounts, and write what they are given as text", async () => {
  const { url, state } = authorization(google.authorizeUrl, { login_hint: OWNER.email });
  google.addAccount({ email: "odd@acme.example", name: '<b>"Odd"</b>' });
  const html = await (await fetch(url)).text();
  expect(html).toContain("&lt;b&gt;&quot;Odd&quot;&lt;/b&gt;");
  const [, request = ""] = /name="request" value="([^"]+)"/.exec(html) ?? [];
  const press = (fields: Record<string, string>) => fetch(`${google.url}/simulator/choice`, { method: "POST", redirect: "manual", body: new URLSearchParams({ request, ...fields }) });
  const made = await press({ email: "made@acme.example", name: "", unverified: "on" });
  expect(new URL(made.headers.get("location") ?? "").searchParams.get("state")).toBe(state);
  expect(google.accounts.at(-1)).toMatchObject({ email: "made@acme.example", name: "made", emailVerified: false });
  expect((await press({ account: OWNER.email })).status).toBe(400); // the page was used
  await fetch(`${google.url}/simulator/accounts`, { method: "POST", body: new URLSearchParams({ remove: google.accounts.at(-1)?.sub ?? "" }) });
  expect(google.accounts.some(({ email }) => email === "made@acme.example")).toBe(false);
  expect(await (await fetch(google.url)).text()).toContain(OWNER.email);
});

test("accounts in a folder are there after a restart, with the same subjects", async () => {
  const directory = await mkdtemp(join(tmpdir(), "steward-openid-"));
  const options = { ...CLIENT, redirectUris: [CALLBACK], accounts: [OWNER], directory };
  const first = await startGoogle(options);
  first.addAccount(GUEST);
  const before = structuredClone(first.accounts);
  await first.close();
  const second = await startGoogle(options);
  expect(second.accounts).toEqual(before);
  await second.close();
  await rm(directory, { recursive: true });
});
