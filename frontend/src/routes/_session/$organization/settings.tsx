import { createFileRoute, Outlet } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { settingsCopy } from "@/features/organizations/organizations/settings-copy";
import { settingsSections } from "@/features/organizations/organizations/settings-sections";
import { PageHeader } from "@/ui/page-header";
import { Sections } from "@/ui/sections";

export const Route = createFileRoute("/_session/$organization/settings")({ component: SettingsLayout });

/** The organization's settings, as far as the user's role may change them. */
function SettingsLayout() {
  const organization = useOrganization();
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader
        title={settingsCopy.title}
        above={organization.name}
        below={hasPermission(organization, "organization.update") ? undefined : settingsCopy.readOnly}
      />
      <Sections label={settingsCopy.title} sections={settingsSections(organization)} />
      <Outlet />
    </div>
  );
}
