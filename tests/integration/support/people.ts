import { randomBytes } from "node:crypto";
import { codeIn, linkIn, tokenIn } from "../../providers/mail/index.ts";
import type { Stack } from "../../stack/index.ts";
import { fromSomewhere } from "./addresses.ts";
import { Client } from "./client.ts";

export { fromSomewhere } from "./addresses.ts";

export const PASSWORD = "a long enough password";

export interface Me {
  user: { id: string; email: string; name: string; image: string | null; role: string; emailVerified: boolean; debugMode: boolean; hasPassword: boolean; createdAt: string };
  session: { id: string; kind: string; expiresAt: string; impersonatedBy: { id: string; name: string; email: string } | null };
  organizations: {
    id: string;
    name: string;
    slug: string;
    logo: string | null;
    role: string;
    defaultEstateId: string | null;
    estates: { id: string; name: string }[];
  }[];
}

/** A signed-in user, with the organization and the estate that sign-up created. */
export interface Person {
  client: Client;
  userId: string;
  sessionId: string;
  email: string;
  organizationId: string;
  estateId: string;
}

/** An email address that no user has. */
export function newEmail(domain = "steward.localhost"): string {
  return `${randomBytes(6).toString("hex")}@${domain}`;
}

/** The cookie of a client's session, `<name>=<token>`. */
export function sessionCookie({ cookie }: Client): string {
  return cookie.split("; ").find((pair) => pair.split("=")[0]?.endsWith("steward_session")) ?? "";
}

/** Signs up as a browser does, with the code from the mail. Each call creates a new user. */
export async function signUp(stack: Stack, email = newEmail()): Promise<Person> {
  const client = new Client(stack.url);
  const headers = fromSomewhere();
  const begun = await client.call("POST", "/api/auth/signup", { body: { email, password: PASSWORD, name: "Demo Owner" }, headers });
  if (begun.status !== 202) throw new Error(`sign-up answered ${begun.status}: ${begun.text}`);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" }));
  const { status, body, text } = await client.call("POST", "/api/auth/signup/verify", { body: { email, code }, headers });
  if (status !== 201) throw new Error(`the code was answered ${status}: ${text}`);
  client.cookie = sessionCookie(client); // without the cookie of the pending sign-up
  const me = body as Me;
  const [organization] = me.organizations;
  const [estate] = organization?.estates ?? [];
  if (organization === undefined || estate === undefined) throw new Error("sign-up made no estate");
  return { client, userId: me.user.id, sessionId: me.session.id, email, organizationId: organization.id, estateId: estate.id };
}

/** Signs in with a link from the mailbox in a new browser, which proves the address. */
export async function proveEmail({ url, mail }: Stack, { email }: Pick<Person, "email">): Promise<Client> {
  const client = new Client(url);
  const sent = await client.call("POST", "/api/auth/signin/link", { body: { email }, headers: fromSomewhere() });
  if (sent.status !== 202) throw new Error(`the link was answered ${sent.status}: ${sent.text}`);
  const token = tokenIn(linkIn(await mail.waitFor({ to: email, kind: "sign_in_link" }), "/verify"));
  const { status, text } = await client.call("POST", "/api/auth/signin/link/verify", { body: { token }, headers: fromSomewhere() });
  if (status !== 200) throw new Error(`the token was answered ${status}: ${text}`);
  return client;
}

/** The same user in another browser. */
export async function signInAgain({ url }: Stack, person: Person): Promise<Person> {
  const client = new Client(url);
  const me = await client.ok<Me>("POST", "/api/auth/signin", { email: person.email, password: PASSWORD }, 200);
  return { ...person, client, sessionId: me.session.id };
}

/** Makes a user a member of an organization, as an invitation would. */
export async function join({ db }: Stack, person: Person, organizationId: string, role: string): Promise<void> {
  await db
    .prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, 1, 1)")
    .bind(`member_${person.userId.slice(4)}`, organizationId, person.userId, role)
    .run();
}

/** Makes a user an administrator of the platform. */
export async function grantAdmin({ db }: Stack, { userId }: Pick<Person, "userId">): Promise<void> {
  await db.prepare("UPDATE user SET role = 'admin' WHERE id = ?1").bind(userId).run();
}
