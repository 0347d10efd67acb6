import { randomBytes } from "node:crypto";
import { codeIn } from "../../providers/mail/index.ts";
import { Browser as Session } from "../../stack/development/seed.ts";
import type { Stack } from "../../stack/index.ts";

export const PASSWORD = "a long enough password";

interface Me {
  user: { id: string };
  organizations: { id: string; name: string; slug: string; estates: { id: string; name: string }[] }[];
}

/** A signed-in user with an organization and an estate. */
export interface User {
  id: string;
  name: string;
  email: string;
  organizationId: string;
  organizationName: string;
  slug: string;
  estateId: string;
  estateName: string;
  /** The path of the estate's dashboard. */
  home: string;
  /** An HTTP client with the user's session cookie. */
  session: Session;
}

/** A unique email address. */
export function newEmail(): string {
  return `${randomBytes(6).toString("hex")}@steward.localhost`;
}

/** A header with a random IP address, so that rate limits per address do not add up over all tests. */
export function randomIpAddress(): Record<string, string> {
  return { "cf-connecting-ip": `10.${[...randomBytes(3)].join(".")}` };
}

/** Signs a new user up by the API. */
export async function signUp(stack: Stack, name = "Test Person", email = newEmail()): Promise<User> {
  const session = new Session(stack.url, randomIpAddress());
  await session.expect("POST", "/api/auth/signup", { email, password: PASSWORD, name });
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" }));
  const me = (await session.expect("POST", "/api/auth/signup/verify", { email, code })) as Me;
  const [organization] = me.organizations;
  const [estate] = organization?.estates ?? [];
  if (organization === undefined || estate === undefined) throw new Error("sign-up made no estate");
  return {
    id: me.user.id,
    name,
    email,
    organizationId: organization.id,
    organizationName: organization.name,
    slug: organization.slug,
    estateId: estate.id,
    estateName: estate.name,
    home: `/${organization.slug}/${estate.id}`,
    session,
  };
}

/** Adds a user to another user's organization. */
export async function addMember({ db }: Stack, user: User, { organizationId }: Pick<User, "organizationId">, role = "member"): Promise<void> {
  const now = Date.now();
  await db
    .prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)")
    .bind(`member_${user.id.slice(4)}`, organizationId, user.id, role, now)
    .run();
}

/** Makes a user a platform administrator. */
export async function grantAdmin({ db }: Stack, { id }: User): Promise<void> {
  await db.prepare("UPDATE user SET role = 'admin' WHERE id = ?1").bind(id).run();
}
