import { createFileRoute } from "@tanstack/react-router";
import { AuthorizedAppsPanel } from "@/features/identity/authorization_server/authorized-apps-panel";
import type { AuditEvent, Me } from "@/api/types";
import { SecurityLogPanel } from "@/features/identity/security_log/security-log-panel";
import { SessionsPanel } from "@/features/identity/sessions/sessions-panel";
import { usersCopy } from "@/features/identity/users/copy";
import { describeEvent } from "@/features/organizations/audit_log/describe-event";
import { toText } from "@/features/organizations/audit_log/sentence";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/user-settings/sessions")({ component: SessionsSection });

function SessionsSection() {
  usePageTitle(usersCopy.settings.sections.sessions, usersCopy.settings.title);
  return (
    <div className="grid grid-cols-1 gap-6">
      <SessionsPanel />
      <AuthorizedAppsPanel />
      <SecurityLogPanel describe={describe} />
    </div>
  );
}

/** The only name that is known here is the user's own. */
function describe(event: AuditEvent, user: Me["user"]): string {
  return toText(describeEvent(event, { nameOf: (id) => (id === user.id ? user.name : undefined), linkTo: () => undefined }));
}
