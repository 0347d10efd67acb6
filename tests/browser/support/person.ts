import { randomBytes } from "node:crypto";
import { codeIn } from "../../providers/mail/index.ts";
import { Browser as Session } from "../../stack/development/seed.ts";
import type { Stack } from "../../stack/index.ts";

export const PASSWORD = "a long enough password";

interface Me {
  user: { id: string };
  organizations: { id: string; name: string; slug: string; estates: { id: string; name: string }[] }[];
}

/** Somebody with an organization and an estate of their own, signed in. */
export interface Person {
  id: string;
  name: string;
  email: string;
  organizationId: string;
  organizationName: string;
  slug: string;
  estateId: string;
  estateName: string;
  /** The path of the estate's page. */
  home: string;
  /** Speaks to the API as this person's browser would. */
  session: Session;
}

/** An e-mail address that nobody has. */
export function newEmail(): string {
  return `${randomBytes(6).toString("hex")}@steward.localhost`;
}

/** The header by which a request comes from an address of its own: what is limited per address is not, over all tests. */
export function fromSomewhere(): Record<string, string> {
  return { "cf-connecting-ip": `10.${[...randomBytes(3)].join(".")}` };
}

/** Signs somebody new up, by the API. */
export async function signUp(stack: Stack, name = "Test Person", email = newEmail()): Promise<Person> {
  const session = new Session(stack.url, fromSomewhere());
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

/** Makes somebody a member of another's organization, as an accepted invitation would. */
export async function join({ db }: Stack, person: Person, { organizationId }: Person, role = "member"): Promise<void> {
  const now = Date.now();
  await db
    .prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)")
    .bind(`member_${person.id.slice(4)}`, organizationId, person.id, role, now)
    .run();
}

/** Makes somebody an administrator of the platform. */
export async function makeAdmin({ db }: Stack, { id }: Person): Promise<void> {
  await db.prepare("UPDATE user SET role = 'admin' WHERE id = ?1").bind(id).run();
}
