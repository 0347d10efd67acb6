import type { Stack } from "../../stack/index.ts";

/** An organization's audit events with that action, oldest first. */
export async function audited({ db }: Stack, organizationId: string, action: string): Promise<{ actorId: string; detail: unknown }[]> {
  const { results } = await db
    .prepare("SELECT actor_id, detail FROM audit_log WHERE organization_id = ?1 AND action = ?2 ORDER BY position")
    .bind(organizationId, action)
    .all<{ actor_id: string; detail: string }>();
  return results.map(({ actor_id, detail }) => ({ actorId: actor_id, detail: JSON.parse(detail) as unknown }));
}

/** The members' roles, by user. */
export async function roles({ db }: Stack, organizationId: string): Promise<Record<string, string>> {
  const { results } = await db
    .prepare("SELECT user_id, role FROM organization_user_membership WHERE organization_id = ?1")
    .bind(organizationId)
    .all<{ user_id: string; role: string }>();
  return Object.fromEntries(results.map(({ user_id, role }) => [user_id, role]));
}
