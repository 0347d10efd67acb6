import * as client from "openid-client";
import type { Stack } from "../../stack/index.ts";
import { Client, type Answer } from "./client.ts";
import type { Person } from "./people.ts";

export const REDIRECT_URI = "https://app.example.com/callback";

export interface RegisteredApp {
  client: { id: string; name: string; redirectUris: string[]; scopes: string[]; confidential: boolean; disabledAt: string | null; previousSecretExpiresAt: string | null };
  secret: string | null;
}

interface AppOptions {
  confidential?: boolean;
  redirectUris?: string[];
  scopes?: string[];
}

/** Registers an app of the person's organization. */
export function registerApp(person: Person, { confidential = true, redirectUris = [REDIRECT_URI], scopes = ["openid", "profile", "email", "offline_access", "estate.view"] }: AppOptions = {}): Promise<RegisteredApp> {
  return person.client.ok<RegisteredApp>("POST", `/api/organizations/${person.organizationId}/oauth-clients`, { name: "Reports", redirectUris, scopes, confidential }, 201);
}

/** openid-client as an app uses it. */
export function discover({ url }: Stack, { client: { id }, secret }: RegisteredApp): Promise<client.Configuration> {
  return client.discovery(new URL(url), id, undefined, secret === null ? client.None() : client.ClientSecretBasic(secret), { execute: [client.allowInsecureRequests] });
}

/** What an app keeps between its request and the answer. */
export interface Started {
  url: URL;
  verifier: string;
  state: string;
  nonce: string;
}

/** Makes an authorization request. */
export async function start(config: client.Configuration, parameters: Record<string, string> = {}): Promise<Started> {
  const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI, scope: "openid profile email offline_access estate.view", state, nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", ...parameters,
  });
  return { url, verifier, state, nonce };
}

/** Opens an authorization request in a browser, and resolves with the answer and where it leads. */
export async function open(browser: Client, url: URL): Promise<Answer & { location: URL }> {
  const answer = await browser.call("GET", url.pathname + url.search);
  return { ...answer, location: new URL(answer.headers.get("location") ?? "", browser.url) };
}

/** The parameter of the page that asks the user. */
export async function promptOf(browser: Client, url: URL): Promise<string> {
  const { location } = await open(browser, url);
  if (location.pathname !== "/authorize") throw new Error(`the request leads to ${location.href}`);
  return location.searchParams.get("request") ?? "";
}

/** Opens an authorization request, and approves it, unless it is answered at once. */
export async function approve(browser: Client, url: URL): Promise<URL> {
  const { location } = await open(browser, url);
  if (location.pathname !== "/authorize") return location;
  const request = location.searchParams.get("request") ?? "";
  const { redirectUrl } = await browser.ok<{ redirectUrl: string }>("POST", "/api/oauth/authorization", { request }, 200);
  return new URL(redirectUrl);
}

/** Exchanges the answer to a request for tokens. */
export function exchange(config: client.Configuration, answer: URL, { verifier, state, nonce }: Started) {
  return client.authorizationCodeGrant(config, answer, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
}

/** The app's tokens for a person. */
export async function signInTo(config: client.Configuration, person: Person, parameters: Record<string, string> = {}) {
  const started = await start(config, parameters);
  const tokens = await exchange(config, await approve(person.client, started.url), started);
  return { started, tokens };
}
