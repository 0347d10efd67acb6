import { createFileRoute } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { appsCopy } from "@/features/identity/authorization_server/copy";
import { OAuthClientsPanel } from "@/features/identity/authorization_server/oauth-clients-panel";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { settingsCopy } from "@/features/organizations/organizations/settings-copy";
import { usePageTitle } from "@/ui/page-title";
import { PermissionDenied } from "@/ui/permission-denied";

export const Route = createFileRoute("/_session/$organization/settings/apps")({ component: AppsSection });

function AppsSection() {
  const organization = useOrganization();
  usePageTitle(settingsCopy.sections.apps, settingsCopy.title, organization.name);
  if (!hasPermission(organization, "oauthClient.manage")) return <PermissionDenied>{appsCopy.clients.denied(organization.name)}</PermissionDenied>;
  return <OAuthClientsPanel organization={organization} />;
}
