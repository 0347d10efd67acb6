import type { Stack } from "../../stack/index.ts";
import { hashOf } from "../support/hash.ts";
import { newId } from "../support/ids.ts";
import { newEmail, type Person } from "../support/people.ts";

type Make = (stack: Stack, owner: Person) => Promise<string>;

const insert = async ({ db }: Stack, statement: string, id: string, ...values: unknown[]): Promise<string> => {
  await db.prepare(statement).bind(id, ...values).run();
  return id;
};

/** Something new of its kind, to be ended by whoever may. */
const NEW: Record<string, Make> = {
  keyId: (stack, { organizationId, userId }) => insert(stack, "INSERT INTO api_key (id, organization_id, membership_id, name, key_hash, start, scopes, created_at, updated_at) SELECT ?1, organization_id, id, 'Spare', ?1, 'steward_', '[]', 1, 1 FROM organization_user_membership WHERE organization_id = ?2 AND user_id = ?3", newId("key"), organizationId, userId),
  domainId: (stack, { organizationId }) => {
    const id = newId("dom");
    return insert(stack, "INSERT INTO organization_domain (id, organization_id, domain, challenge, created_at, updated_at) VALUES (?1, ?2, ?3, 'spare', 1, 1)", id, organizationId, `${id.slice(-20)}.example`);
  },
  invitationId: (stack, { organizationId }) => {
    const id = newId("inv");
    return insert(stack, "INSERT INTO invitation (id, organization_id, email, role, token_hash, key_id, expires_at, created_at, updated_at) VALUES (?1, ?2, ?3, 'viewer', ?4, 'k1', 4000000000000, 1, 1)", id, organizationId, newEmail(), hashOf(id));
  },
  userId: async (stack, { organizationId }) => {
    const id = await insert(stack, "INSERT INTO user (id, name, email, created_at, updated_at) VALUES (?1, 'Spare', ?2, 1, 1)", newId("usr"), newEmail());
    return insert(stack, "INSERT INTO organization_user_membership (user_id, id, organization_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, 'viewer', 1, 1)", id, newId("member"), organizationId);
  },
};

/** What each operation that ends something is tried on. */
const WANTED: Record<string, keyof typeof NEW> = {
  "apiKey.delete": "keyId",
  "organization.removeDomain": "domainId",
  "invitation.resend": "invitationId",
  "invitation.revoke": "invitationId",
  "organization.removeMember": "userId",
};

/** The ids for an operation that is allowed: what it ends is not missed. */
export async function spareIds(stack: Stack, owner: Person, operationId: string, ids: Record<string, string>): Promise<Record<string, string>> {
  if (operationId === "integrations.disconnectGithubRepo") await stack.db.prepare("UPDATE config_source SET deactivated_at = NULL WHERE estate_id = ?1").bind(owner.estateId).run();
  const wanted = WANTED[operationId];
  const make = wanted === undefined ? undefined : NEW[wanted];
  return wanted === undefined || make === undefined ? ids : { ...ids, [wanted]: await make(stack, owner) };
}
