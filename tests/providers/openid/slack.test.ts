// Slack's sign-in, simulated: oauth4webapi goes all the way through it, and errors come as Slack gives them: 200, `ok: false`.
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSlack, type OpenIdSimulator } from "./index.ts";
import { CALLBACK, CLIENT, GUEST, OWNER, authorization, codeOf, exchange } from "./support.ts";

const INSECURE = { [oauth.allowInsecureRequests]: true };
let slack: OpenIdSimulator;

beforeAll(async () => {
  slack = await startSlack({ ...CLIENT, redirectUris: [CALLBACK], accounts: [OWNER, GUEST] });
});

afterAll(() => slack.close());

test("oauth4webapi signs in and checks the id_token with the published keys", async () => {
  const issuer = new URL(slack.url);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, INSECURE));
  const client = { client_id: CLIENT.clientId };
  const { url, verifier, state, nonce } = authorization(slack.authorizeUrl);
  const back = oauth.validateAuthResponse(server, client, new URL(await slack.authorize(url, OWNER.email)), state);
  const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.ClientSecretPost(CLIENT.clientSecret), back, CALLBACK, verifier, INSECURE);
  expect(await answer.clone().json()).toMatchObject({ ok: true, token_type: "Bearer" });
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(server, answer, INSECURE);
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  expect(claims).toMatchObject({ email: OWNER.email, email_verified: true, name: OWNER.name, "https://slack.com/team_id": "T0STEWARD1" });
  expect(claims?.["https://slack.com/user_id"]).toBe(claims?.sub);
  expect(claims?.sub).toMatch(/^U0[A-Z0-9]{9}$/);
  const shown = await fetch(slack.userinfoUrl, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  expect(await shown.json()).toMatchObject({ ok: true, sub: claims?.sub, email: OWNER.email });
  expect(await (await fetch(slack.userinfoUrl)).json()).toEqual({ ok: false, error: "not_authed" });
});

test.each([
  [{ client_id: "other" }, "invalid_client_id"],
  [{ client_secret: "wrong" }, "bad_client_secret"],
  [{ redirect_uri: "http://127.0.0.1:9/" }, "bad_redirect_uri"],
  [{ code: "nothing" }, "invalid_code"],
  [{ code_verifier: "A".repeat(43) }, "invalid_code"],
  [{ grant_type: "password" }, "invalid_grant_type"],
  [{ team: "T1" }, "invalid_arguments"],
])("a token request with %j answers 200 with an error", async (change, error) => {
  const { url, verifier } = authorization(slack.authorizeUrl);
  const code = codeOf(await slack.authorize(url, OWNER.email));
  expect(await exchange(slack.tokenUrl, code, verifier, change)).toEqual({ status: 200, body: { ok: false, error } });
});

test("a code that was used says so", async () => {
  const { url, verifier } = authorization(slack.authorizeUrl);
  const code = codeOf(await slack.authorize(url, OWNER.email));
  await exchange(slack.tokenUrl, code, verifier);
  expect((await exchange(slack.tokenUrl, code, verifier)).body).toEqual({ ok: false, error: "code_already_used" });
});

test("scopes may be divided by commas; a parameter of Google's is refused, and a wrong redirect_uri ends on a page", async () => {
  const commas = authorization(slack.authorizeUrl, { scope: "openid,email" });
  const { body } = await exchange(slack.tokenUrl, codeOf(await slack.authorize(commas.url, OWNER.email)), commas.verifier);
  expect(body["ok"]).toBe(true);
  await expect(slack.authorize(authorization(slack.authorizeUrl, { prompt: "consent" }).url, OWNER.email)).rejects.toThrow("Invalid parameter: prompt");
  await expect(slack.authorize(authorization(slack.authorizeUrl, { redirect_uri: "http://a.example/" }).url, OWNER.email)).rejects.toThrow("redirect_uri did not match");
});
