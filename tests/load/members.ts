import type { Database } from "../stack/database.ts";

/** As many as the list of members is measured with. */
export const MEMBERS = 1_000;

/** Makes members of an organization, in the order of their ids. */
export async function addMembers(db: Database, organizationId: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => ({ tail: `01k9zqt3m8e7tbm3hz0c${String(index).padStart(6, "0")}`, name: `Member ${index}`, email: `member-${index}@steward.localhost` }));
  const text = JSON.stringify(rows);
  await db.batch([
    db.prepare("INSERT INTO user (id, name, email, email_verified, created_at, updated_at) SELECT 'usr_' || (value ->> 'tail'), value ->> 'name', value ->> 'email', 1, 1, 1 FROM json_each(?1)").bind(text),
    db
      .prepare(
        "INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) SELECT 'member_' || (value ->> 'tail'), ?2, 'usr_' || (value ->> 'tail'), 'member', 1, 1 FROM json_each(?1)",
      )
      .bind(text, organizationId),
  ]);
}
