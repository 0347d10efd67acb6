import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { SsoPerson, SsoProvider } from "../../providers/sso/index.ts";
import type { Stack } from "../../stack/index.ts";
import { Client } from "./client.ts";
import type { Person } from "./people.ts";

export interface Sso {
  connection: { id: string; issuer: string; clientId: string; roleMappings: { group: string; role: string }[]; defaultRole: string; enforcedAt: string | null } | null;
  callbackUrl: string;
  domains: string[];
  owners: { userId: string; isBreakGlass: boolean; hasSecondFactor: boolean }[];
}

export const newDomain = () => `${randomBytes(5).toString("hex")}.example`;
export const ssoPath = ({ organizationId }: Pick<Person, "organizationId">) => `/api/organizations/${organizationId}/sso`;

/** Verifies a domain of the owner's organization. */
export async function verifyDomain(stack: Stack, owner: Person, domain = newDomain()): Promise<string> {
  const domains = `/api/organizations/${owner.organizationId}/domains`;
  const added = await owner.client.ok<{ id: string; record: { name: string; value: string } }>("POST", domains, { domain }, 201);
  stack.dns.setTxt(added.record.name, added.record.value);
  await owner.client.ok("POST", `${domains}/${added.id}/verify`);
  return domain;
}

/** Connects an organization to an identity provider, which has a client for it; resolves with a verified domain. */
export async function connectSso(stack: Stack, owner: Person, provider: SsoProvider, changes: object = {}): Promise<{ domain: string; sso: Sso }> {
  const domain = await verifyDomain(stack, owner);
  const { callbackUrl } = await owner.client.ok<Sso>("GET", ssoPath(owner));
  const { id, secret } = provider.register(callbackUrl);
  const body = { issuer: provider.issuer, clientId: id, clientSecret: secret, roleMappings: [], defaultRole: "member", ...changes };
  return { domain, sso: await owner.client.ok<Sso>("PUT", ssoPath(owner), body, 200) };
}

/** A person at the provider, with an address at the domain. */
export function newSsoPerson(domain: string, details: Partial<SsoPerson> = {}): SsoPerson {
  const sub = randomBytes(6).toString("hex");
  return { sub, email: `${sub}@${domain}`, name: "Demo Person", ...details };
}

/** Begins single sign-on; resolves with the authorization URL at the provider. */
export async function beginSso(client: Client, email: string, returnUrl?: string): Promise<string> {
  const body = returnUrl === undefined ? { email } : { email, returnUrl };
  return (await client.ok<{ url: string }>("POST", "/api/auth/sso", body, 200)).url;
}

/** Requests the callback URL; resolves with the page that it redirects to. */
export async function followSsoCallback(client: Client, callbackUrl: string): Promise<string> {
  const { pathname, search } = new URL(callbackUrl);
  const { status, headers, text } = await client.call("GET", pathname + search);
  expect([status, text]).toEqual([303, ""]);
  return headers.get("location") ?? "";
}

/** Signs in with the provider from beginning to end. */
export async function signInBySso(stack: Stack, provider: SsoProvider, person: SsoPerson, client = new Client(stack.url), email = person.email ?? ""): Promise<{ client: Client; page: string }> {
  const callbackUrl = await provider.authorize(await beginSso(client, email), person);
  return { client, page: await followSsoCallback(client, callbackUrl) };
}
