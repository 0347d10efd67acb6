import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A person who has an account at an identity provider. */
export interface SsoPerson {
  sub: string;
  email?: string;
  emailVerified?: boolean;
  name?: string;
  groups?: string[];
}

/** The registration of a client. */
export interface SsoClient {
  id: string;
  secret: string;
}

/** An identity provider of an organization, which speaks OpenID Connect. */
export interface SsoProvider {
  issuer: string;
  /** Host and port, by which the Worker may call it. */
  host: string;
  /** Registers a client for a redirect URI. */
  register(redirectUri: string): SsoClient;
  /** Authorizes a request as a person, as their browser would; resolves with the callback URL. */
  authorize(url: string, person: SsoPerson): Promise<string>;
  close(): Promise<void>;
}

export function claimsOf({ sub, email, emailVerified, name, groups }: SsoPerson): Record<string, unknown> {
  const claims = { sub, email, email_verified: emailVerified, name, groups };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Listens on a free port of the loopback address. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error === undefined ? resolve() : reject(error))));
}
