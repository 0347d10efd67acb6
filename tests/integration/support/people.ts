import { randomBytes } from "node:crypto";
import type { Stack } from "../../stack/index.ts";
import { Client } from "./client.ts";

export const PASSWORD = "a long enough password";

export interface Me {
  user: { id: string; email: string; name: string };
  session: { id: string; expiresAt: string };
  organizations: { id: string; name: string; role: string; estates: { id: string; name: string }[] }[];
}

/** Somebody who is signed in, with the organization and the estate that sign-up made. */
export interface Person {
  client: Client;
  userId: string;
  sessionId: string;
  email: string;
  organizationId: string;
  estateId: string;
}

/** Signs up; each call makes somebody else. */
export async function signUp({ url }: Stack): Promise<Person> {
  const client = new Client(url);
  const email = `${randomBytes(6).toString("hex")}@steward.localhost`;
  const me = await client.ok<Me>("POST", "/api/auth/signup", { email, password: PASSWORD, name: "Demo Owner" }, 201);
  const [organization] = me.organizations;
  const [estate] = organization?.estates ?? [];
  if (organization === undefined || estate === undefined) throw new Error("sign-up made no estate");
  return { client, userId: me.user.id, sessionId: me.session.id, email, organizationId: organization.id, estateId: estate.id };
}

/** The same person at another browser. */
export async function signInAgain({ url }: Stack, person: Person): Promise<Person> {
  const client = new Client(url);
  const me = await client.ok<Me>("POST", "/api/auth/signin", { email: person.email, password: PASSWORD }, 200);
  return { ...person, client, sessionId: me.session.id };
}

/** Makes somebody a member of an organization, as an invitation would. */
export async function join({ db }: Stack, person: Person, organizationId: string, role: string): Promise<void> {
  await db
    .prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, 1, 1)")
    .bind(`member_${person.userId.slice(4)}`, organizationId, person.userId, role)
    .run();
}
