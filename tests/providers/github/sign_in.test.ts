// Signing in with GitHub's OAuth App, simulated: oauth4webapi goes through it, Octokit reads the person and the
// addresses, every REST exchange is held against GitHub's description, and what is wrong is refused in GitHub's words.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as oauth from "oauth4webapi";
import { Octokit } from "octokit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GitHubContract } from "./contract.ts";
import { startGitHub, type GitHubSimulator } from "./index.ts";
import { TEST_APP } from "./test_app.ts";

const CALLBACK = "http://127.0.0.1:9/api/auth/oauth/github/callback";
const APP = { clientId: "Ov23liTestClientId00", clientSecret: "0123456789abcdef0123456789abcdef01234567", callbackUrl: CALLBACK };
const VERIFIER = "v".repeat(43);

let directory: string;
let github: GitHubSimulator;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-sign-in-"));
  github = await startGitHub({ directory, app: { ...TEST_APP, webhookUrl: "http://127.0.0.1:9/" }, oauthApp: APP });
  github.addUser({ login: "several", name: "Demo Owner", emails: [{ email: "one@acme.example" }, { email: "two@acme.example", verified: false }] });
  github.addUser({ login: "unverified", emails: [{ email: "nobody@acme.example", verified: false }] });
});

afterAll(async () => {
  const problems = new GitHubContract().problems(github.requests);
  await github.close();
  await rm(directory, { recursive: true });
  expect(problems).toEqual([]);
});

async function authorization(change: Record<string, string | null> = {}): Promise<string> {
  const parameters: Record<string, string | null> = {
    client_id: APP.clientId,
    redirect_uri: CALLBACK,
    scope: "read:user user:email",
    state: "some-state",
    code_challenge: await oauth.calculatePKCECodeChallenge(VERIFIER),
    code_challenge_method: "S256",
    ...change,
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null);
  return `${github.url}/login/oauth/authorize?${new URLSearchParams(given).toString()}`;
}

async function exchange(code: string, change: Record<string, string | null> = {}) {
  const parameters = { client_id: APP.clientId, client_secret: APP.clientSecret, code, redirect_uri: CALLBACK, code_verifier: VERIFIER, ...change };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null);
  const response = await fetch(`${github.url}/login/oauth/access_token`, { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams(given) });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, string>;
}

async function codeFor(login: string, change: Record<string, string | null> = {}): Promise<string> {
  return new URL(await github.authorize(await authorization(change), login)).searchParams.get("code") ?? "";
}

test("oauth4webapi signs in; Octokit reads the person and all addresses", async () => {
  const server = { issuer: github.url, token_endpoint: `${github.url}/login/oauth/access_token` };
  const client = { client_id: APP.clientId };
  const back = oauth.validateAuthResponse(server, client, new URL(await github.authorize(await authorization(), "several")), "some-state");
  const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.ClientSecretPost(APP.clientSecret), back, CALLBACK, VERIFIER, { [oauth.allowInsecureRequests]: true });
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer);
  expect(tokens).toMatchObject({ token_type: "bearer", scope: "read:user,user:email", access_token: expect.stringMatching(/^gho_\w{36}$/) as string });
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: tokens.access_token });
  const user = await octokit.request("GET /user");
  expect(user.data).toMatchObject({ login: "several", name: "Demo Owner", email: null, user_view_type: "private" });
  expect(user.headers["x-oauth-scopes"]).toBe("read:user, user:email");
  expect((await octokit.request("GET /user/emails")).data).toEqual([
    { email: "one@acme.example", primary: true, verified: true, visibility: "private" },
    { email: "two@acme.example", primary: false, verified: false, visibility: null },
  ]);
});

test("without the scope there are no addresses", async () => {
  const { access_token: auth } = await exchange(await codeFor("several", { scope: "read:user" }));
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth });
  await expect(octokit.request("GET /user/emails")).rejects.toMatchObject({ status: 404 });
});

test("a person who cancels and a wrong redirect_uri lead to the registered address with an error", async () => {
  const denied = new URL(await github.deny(await authorization()));
  expect(Object.fromEntries(denied.searchParams)).toMatchObject({ error: "access_denied", state: "some-state" });
  const wrong = new URL(await github.authorize(await authorization({ redirect_uri: `${CALLBACK}x` }), "several"));
  expect(wrong.href.startsWith(`${CALLBACK}?`)).toBe(true);
  expect(Object.fromEntries(wrong.searchParams)).toMatchObject({ error: "redirect_uri_mismatch", state: "some-state" });
});

test.each([
  [{ client_id: "Iv23liNobody" }, "Not Found"],
  [{ client_id: TEST_APP.clientId }, "scope is unknown"],
  [{ redirect_uri: null }, "redirect_uri is missing"],
  [{ state: null }, "state is missing"],
  [{ scope: "repo" }, "scope repo is unknown"],
  [{ code_challenge: null }, "code_challenge is missing"],
  [{ code_challenge_method: "plain" }, "must be S256"],
  [{ code_challenge: "x" }, "is not a SHA-256"],
  [{ nonce: "x" }, "nonce is unknown"],
])("an authorization request with %j ends on a page", async (change, words) => {
  await expect(github.authorize(await authorization(change), "several")).rejects.toThrow(words);
});

test.each([
  [{ client_secret: "wrong" }, "incorrect_client_credentials"],
  [{ code: "nothing" }, "bad_verification_code"],
  [{ code_verifier: null }, "bad_verification_code"],
  [{ code_verifier: "w".repeat(43) }, "bad_verification_code"],
  [{ redirect_uri: "http://127.0.0.1:9/" }, "redirect_uri_mismatch"],
  [{ scope: "repo" }, "invalid_request"],
])("a token request with %j answers with an error", async (change, error) => {
  expect(await exchange(await codeFor("several"), change)).toMatchObject({ error });
});

test("a code works once, not after its time, and not for the App", async () => {
  const code = await codeFor("several");
  expect(await exchange(code, { client_id: TEST_APP.clientId, client_secret: TEST_APP.clientSecret })).toMatchObject({ error: "bad_verification_code" });
  expect(await exchange(code)).toMatchObject({ token_type: "bearer" });
  expect(await exchange(code)).toMatchObject({ error: "bad_verification_code" });
  const late = await codeFor("several");
  github.expireCodes();
  expect(await exchange(late)).toMatchObject({ error: "bad_verification_code" });
});

test("a person whose primary address is not verified gets no token", async () => {
  expect(await exchange(await codeFor("unverified"))).toMatchObject({ error: "unverified_user_email" });
});

test("the page makes an account by the way", async () => {
  const page = await authorization();
  const html = await (await fetch(page)).text();
  expect(html).toContain("unverified (nobody@acme.example, not verified)");
  const [, request = ""] = /name="request" value="([^"]+)"/.exec(html) ?? [];
  const body = new URLSearchParams({ request, login: "made", email: "made@acme.example" });
  const pressed = await fetch(`${github.url}/login/oauth/choice`, { method: "POST", redirect: "manual", body });
  const { access_token: auth } = await exchange(new URL(pressed.headers.get("location") ?? "").searchParams.get("code") ?? "");
  expect((await new Octokit({ baseUrl: github.apiUrl, auth }).request("GET /user")).data).toMatchObject({ login: "made" });
});
