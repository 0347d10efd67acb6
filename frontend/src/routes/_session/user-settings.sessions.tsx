import { createFileRoute } from "@tanstack/react-router";
import { AuthorizedAppsPanel } from "@/features/identity/authorization_server/authorized-apps-panel";
import { SessionsPanel } from "@/features/identity/sessions/sessions-panel";
import { usersCopy } from "@/features/identity/users/copy";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/user-settings/sessions")({ component: SessionsSection });

function SessionsSection() {
  usePageTitle(usersCopy.settings.sections.sessions, usersCopy.settings.title);
  return (
    <>
      <SessionsPanel />
      <AuthorizedAppsPanel />
    </>
  );
}
