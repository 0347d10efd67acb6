import { api } from "@/api/client";
import type { CustomRole, MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { customRolesPath } from "./paths";

const none: CustomRole[] = [];

/** All custom roles of an organization, once `enabled`; none for a user who may not see them. An organization has at most 50. */
export function useCustomRoles(organization: MyOrganization, enabled = true): CustomRole[] {
  const params = { path: { organizationId: organization.id }, query: { limit: 100 } };
  const { data } = api.useQuery("get", customRolesPath, { params }, { enabled: enabled && hasPermission(organization, "member.view") });
  return data?.items ?? none;
}
