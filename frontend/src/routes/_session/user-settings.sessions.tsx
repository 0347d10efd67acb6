import { createFileRoute } from "@tanstack/react-router";
import { SecurityLogPanel } from "@/features/identity/security_log/security-log-panel";
import { SessionsPanel } from "@/features/identity/sessions/sessions-panel";
import { usersCopy } from "@/features/identity/users/copy";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/user-settings/sessions")({ component: SessionsSection });

function SessionsSection() {
  usePageTitle(usersCopy.settings.sections.sessions, usersCopy.settings.title);
  return (
    <div className="grid grid-cols-1 gap-6">
      <SessionsPanel />
      <SecurityLogPanel />
    </div>
  );
}
