import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { Client } from "./client.ts";

export type ProviderId = "google" | "github" | "slack";
export const PROVIDERS: ProviderId[] = ["google", "github", "slack"];

/** Somebody who has an account at a provider; `key` is what the provider's page knows them by. */
export interface Outsider {
  key: string;
  email: string;
  name: string;
}

/** Makes somebody an account at a provider. */
export function outsider({ google, slack, github }: Stack, provider: ProviderId, details: { email?: string; emailVerified?: boolean; name?: string } = {}): Outsider {
  const key = `o-${randomBytes(6).toString("hex")}`;
  const { email = `${key}@acme.example`, emailVerified = true, name = "Demo Person" } = details;
  if (provider === "github") {
    github.addUser({ login: key, name, emails: [{ email, verified: emailVerified }] });
    return { key, email, name };
  }
  (provider === "google" ? google : slack).addAccount({ email, name, emailVerified });
  return { key: email, email, name };
}

/** Begins to sign in: the provider's address, with what it is to bring back. */
export async function begin(client: Client, provider: ProviderId, returnUrl?: string): Promise<string> {
  const body = returnUrl === undefined ? {} : { returnUrl };
  return (await client.ok<{ url: string }>("POST", `/api/auth/oauth/${provider}`, body, 200)).url;
}

/** Begins to link. */
export async function beginLink(client: Client, provider: ProviderId, returnUrl?: string): Promise<string> {
  const body = returnUrl === undefined ? { provider } : { provider, returnUrl };
  return (await client.ok<{ url: string }>("POST", "/api/user/accounts", body, 200)).url;
}

/** What the person does at the provider; resolves with the address that they are sent back to. */
export function consent({ google, slack, github }: Stack, provider: ProviderId, url: string, { key }: Outsider): Promise<string> {
  return { google, slack, github }[provider].authorize(url, key);
}

/** Follows the way back; resolves with the page that it ends on. */
export async function comeBack(client: Client, address: string): Promise<string> {
  const { pathname, search } = new URL(address);
  const { status, headers, text } = await client.call("GET", pathname + search);
  expect([status, text]).toEqual([303, ""]);
  return headers.get("location") ?? "";
}

/** All of it, in a browser. */
export async function signInWith(stack: Stack, provider: ProviderId, person: Outsider, client = new Client(stack.url), returnUrl?: string): Promise<{ client: Client; page: string }> {
  const url = await begin(client, provider, returnUrl);
  const page = await comeBack(client, await consent(stack, provider, url, person));
  return { client, page };
}

/** What looks like a provider's token, or a code verifier's neighbour: none may be readable anywhere. */
export const TOKENS = [/ya29\.[\w-]{20,}/, /xoxp-\d+-[0-9a-f]{20,}/, /gh[osur]_[A-Za-z0-9]{16,}/, /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./];
