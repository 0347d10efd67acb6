// Google's sign-in, simulated: a certified client goes all the way through it, and what Google refuses is refused in its
// own words and shape.
import * as client from "openid-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGoogle, type OpenIdSimulator } from "./index.ts";
import { CALLBACK, CLIENT, GUEST, OWNER, authorization, codeOf, exchange } from "./support.ts";

let google: OpenIdSimulator;

beforeAll(async () => {
  google = await startGoogle({ ...CLIENT, redirectUris: [CALLBACK], accounts: [OWNER, GUEST] });
});

afterAll(() => google.close());

async function signIn(authentication?: client.ClientAuth, extras: Record<string, string> = {}) {
  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks]; // the latter has signatures checked
  const config = await client.discovery(new URL(google.url), CLIENT.clientId, CLIENT.clientSecret, authentication, { execute });
  const [pkceCodeVerifier, expectedState, expectedNonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: "openid email profile",
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    ...extras,
  });
  const back = await google.authorize(url.href, OWNER.email);
  const tokens = await client.authorizationCodeGrant(config, new URL(back), { pkceCodeVerifier, expectedState, expectedNonce });
  return { config, tokens };
}

test("openid-client signs in with the secret in the body and with the secret in the header", async () => {
  for (const authentication of [client.ClientSecretPost(CLIENT.clientSecret), client.ClientSecretBasic(CLIENT.clientSecret)]) {
    const { config, tokens } = await signIn(authentication);
    expect(tokens.claims()).toMatchObject({ iss: google.url, aud: CLIENT.clientId, email: OWNER.email, email_verified: true, name: OWNER.name, hd: "acme.example" });
    expect(tokens.refresh_token).toBeUndefined();
    const sub = tokens.claims()?.sub ?? "";
    expect(sub).toMatch(/^\d{21}$/);
    expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({ sub, email: OWNER.email, picture: `${google.url}/avatars/${sub}` });
  }
});

test("a refresh token comes only when offline access was asked for, and works", async () => {
  const { config, tokens } = await signIn(undefined, { access_type: "offline", prompt: "consent" });
  const again = await client.refreshTokenGrant(config, tokens.refresh_token ?? "");
  expect(again.access_token).not.toBe(tokens.access_token);
  await expect(client.refreshTokenGrant(config, "1//0nothing")).rejects.toMatchObject({ error: "invalid_grant" });
});

test("the callback has the parameters that Google adds, and after a denial an error", async () => {
  const { url, state } = authorization(google.authorizeUrl);
  const back = new URL(await google.authorize(url, OWNER.email));
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ state, iss: google.url, authuser: "0", prompt: "consent", hd: "acme.example" });
  expect(await google.deny(url)).toBe(`${CALLBACK}?error=access_denied&state=${state}`);
  const silent = authorization(google.authorizeUrl, { prompt: "none" });
  expect(await google.authorize(silent.url, OWNER.email)).toBe(`${CALLBACK}?error=interaction_required&state=${silent.state}`);
});

test.each([
  [{ client_id: "other" }, 401, "invalid_client"],
  [{ redirect_uri: `${CALLBACK}/` }, 400, "redirect_uri_mismatch"],
  [{ redirect_uri: `${CALLBACK}?x=1` }, 400, "redirect_uri_mismatch"],
  [{ response_type: "token" }, 400, "unsupported_response_type"],
  [{ response_type: null }, 400, "Missing required parameter: response_type"],
  [{ scope: "email profile" }, 400, "invalid_scope"],
  [{ scope: "openid,email" }, 400, "invalid_scope"],
  [{ scope: "openid calendar" }, 400, "invalid_scope"],
  [{ state: null }, 400, "Missing required parameter: state"],
  [{ nonce: "" }, 400, "Missing required parameter: nonce"],
  [{ code_challenge: null }, 400, "Missing required parameter: code_challenge"],
  [{ code_challenge: "short" }, 400, "Invalid parameter value for code_challenge"],
  [{ code_challenge_method: "plain" }, 400, "Invalid parameter value for code_challenge_method"],
  [{ prompt: "login" }, 400, "Invalid parameter value for prompt"],
  [{ team: "T1" }, 400, "Parameter not allowed for this message type: team"],
])("an authorization request with %j ends on a page", async (change, status, words) => {
  const { url } = authorization(google.authorizeUrl, change);
  const response = await fetch(url, { redirect: "manual" });
  expect(response.status).toBe(status);
  expect(await response.text()).toContain(words);
  await expect(google.authorize(url, OWNER.email)).rejects.toThrow(words);
});

test("a repeated parameter is refused", async () => {
  const { url } = authorization(google.authorizeUrl);
  await expect(google.authorize(`${url}&scope=openid`, OWNER.email)).rejects.toThrow("can only have a single value: scope");
});

test.each([
  [{ grant_type: "password" }, 400, "unsupported_grant_type"],
  [{ grant_type: null }, 400, "invalid_request"],
  [{ client_id: "other" }, 401, "invalid_client"],
  [{ client_secret: "wrong" }, 401, "invalid_client"],
  [{ client_secret: null }, 401, "invalid_client"],
  [{ redirect_uri: "http://127.0.0.1:9/" }, 400, "redirect_uri_mismatch"],
  [{ redirect_uri: null }, 400, "invalid_request"],
  [{ code: "4/0nothing" }, 400, "invalid_grant"],
  [{ code_verifier: null }, 400, "invalid_grant"],
  [{ code_verifier: "A".repeat(43) }, 400, "invalid_grant"],
  [{ scope: "openid" }, 400, "invalid_request"],
])("a token request with %j is refused", async (change, status, error) => {
  const { url, verifier } = authorization(google.authorizeUrl);
  const code = codeOf(await google.authorize(url, OWNER.email));
  expect(await exchange(google.tokenUrl, code, verifier, change)).toMatchObject({ status, body: { error } });
});

test("a code works once, and not after its minute", async () => {
  const first = authorization(google.authorizeUrl);
  const code = codeOf(await google.authorize(first.url, OWNER.email));
  expect((await exchange(google.tokenUrl, code, first.verifier)).status).toBe(200);
  expect(await exchange(google.tokenUrl, code, first.verifier)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  const second = authorization(google.authorizeUrl);
  const late = codeOf(await google.authorize(second.url, OWNER.email));
  google.expireCodes();
  expect(await exchange(google.tokenUrl, late, second.verifier)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
});

test("two authentication methods in one request, and a body that is not a form, are refused", async () => {
  const { url, verifier } = authorization(google.authorizeUrl);
  const code = codeOf(await google.authorize(url, OWNER.email));
  const authorizationHeader = `Basic ${Buffer.from(`${CLIENT.clientId}:x`).toString("base64")}`;
  expect(await exchange(google.tokenUrl, code, verifier, {}, { authorization: authorizationHeader })).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  const json = await fetch(google.tokenUrl, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  expect(json.status).toBe(400);
});

test("every request is noted with why it was refused, and never with the secret", async () => {
  const seen = google.requests.length;
  const { url, verifier } = authorization(google.authorizeUrl);
  await exchange(google.tokenUrl, codeOf(await google.authorize(url, GUEST.email)), verifier, { code: "nothing" });
  expect(google.requests.slice(seen)).toMatchObject([
    { method: "GET", path: "/o/oauth2/v2/auth", status: 200, errorMessage: null },
    { method: "POST", path: "/token", status: 400, errorMessage: "bad_code", parameters: { code: "nothing" } },
  ]);
  expect(JSON.stringify(google.requests)).not.toContain(CLIENT.clientSecret);
});

test("an ordered failure answers as often as ordered", async () => {
  google.fail({ path: /certs$/, status: 503, times: 1 });
  expect((await fetch(google.keysUrl)).status).toBe(503);
  expect((await fetch(google.keysUrl)).status).toBe(200);
});
