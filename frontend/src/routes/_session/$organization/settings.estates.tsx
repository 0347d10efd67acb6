import { createFileRoute } from "@tanstack/react-router";
import { EstatesPanel } from "@/features/organizations/estates/estates-panel";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { settingsCopy } from "@/features/organizations/organizations/settings-copy";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/$organization/settings/estates")({ component: EstatesSection });

function EstatesSection() {
  const organization = useOrganization();
  usePageTitle(settingsCopy.sections.estates, settingsCopy.title, organization.name);
  return <EstatesPanel organization={organization} />;
}
