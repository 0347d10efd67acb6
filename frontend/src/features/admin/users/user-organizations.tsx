import { Link } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import type { AdminUserDetail } from "@/api/types";
import { roleLabels } from "@/features/organizations/members/roles";
import { Empty } from "@/ui/empty";
import { Panel } from "@/ui/panel";
import { adminUsersCopy } from "./copy";

/** The organizations of a user, with the role in each. */
export function UserOrganizations({ organizations }: Pick<AdminUserDetail, "organizations">) {
  return (
    <Panel title={adminUsersCopy.page.organizations}>
      {organizations.length === 0 ? (
        <Empty icon={Building2} title={adminUsersCopy.page.noOrganizations} />
      ) : (
        <ul aria-label={adminUsersCopy.page.organizations} className="divide-y divide-line">
          {organizations.map(({ id, name, slug, role }) => (
            <li key={id} className="flex items-center gap-3 px-4 py-2.5">
              <Link to="/admin/organizations" search={{ q: slug }} className="min-w-0 flex-1 truncate font-medium underline-offset-4 hover:underline">
                {name}
              </Link>
              <span className="text-quiet">{roleLabels[role].label}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
