import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { Client } from "./client.ts";

export type ProviderId = "google" | "github" | "slack";
export const PROVIDERS: ProviderId[] = ["google", "github", "slack"];

/** An account at a provider. `key` selects it on the provider's authorization page: a login name, or the email address. */
export interface ProviderAccount {
  key: string;
  email: string;
  name: string;
}

/** Creates an account at a provider. */
export function createAccount({ google, slack, github }: Stack, provider: ProviderId, details: { email?: string; emailVerified?: boolean; name?: string } = {}): ProviderAccount {
  const key = `o-${randomBytes(6).toString("hex")}`;
  const { email = `${key}@acme.example`, emailVerified = true, name = "Demo Person" } = details;
  if (provider === "github") {
    github.addUser({ login: key, name, emails: [{ email, verified: emailVerified }] });
    return { key, email, name };
  }
  (provider === "google" ? google : slack).addAccount({ email, name, emailVerified });
  return { key: email, email, name };
}

/** Begins a sign-in; resolves with the authorization URL at the provider. */
export async function beginAuthorization(client: Client, provider: ProviderId, returnUrl?: string): Promise<string> {
  const body = returnUrl === undefined ? {} : { returnUrl };
  return (await client.ok<{ url: string }>("POST", `/api/auth/oauth/${provider}`, body, 200)).url;
}

/** Begins to link an account; resolves with the authorization URL. */
export async function beginLinkAuthorization(client: Client, provider: ProviderId, returnUrl?: string): Promise<string> {
  const body = returnUrl === undefined ? { provider } : { provider, returnUrl };
  return (await client.ok<{ url: string }>("POST", "/api/user/accounts", body, 200)).url;
}

/** Authorizes the request at the provider as this account; resolves with the callback URL. */
export function authorize({ google, slack, github }: Stack, provider: ProviderId, url: string, { key }: ProviderAccount): Promise<string> {
  return { google, slack, github }[provider].authorize(url, key);
}

/** Requests the callback URL; resolves with the page that it redirects to. */
export async function followCallback(client: Client, callbackUrl: string): Promise<string> {
  const { pathname, search } = new URL(callbackUrl);
  const { status, headers, text } = await client.call("GET", pathname + search);
  expect([status, text]).toEqual([303, ""]);
  return headers.get("location") ?? "";
}

/** Signs in with a provider from beginning to end, in a browser. */
export async function signInWith(stack: Stack, provider: ProviderId, account: ProviderAccount, client = new Client(stack.url), returnUrl?: string): Promise<{ client: Client; page: string }> {
  const url = await beginAuthorization(client, provider, returnUrl);
  const page = await followCallback(client, await authorize(stack, provider, url, account));
  return { client, page };
}

/** Patterns of the providers' tokens and of ID tokens, which must not be readable anywhere. */
export const TOKENS = [/ya29\.[\w-]{20,}/, /xoxp-\d+-[0-9a-f]{20,}/, /gh[osur]_[A-Za-z0-9]{16,}/, /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./];
