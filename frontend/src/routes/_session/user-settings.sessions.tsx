import { createFileRoute } from "@tanstack/react-router";
import { SessionsPanel } from "@/features/identity/sessions/sessions-panel";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/user-settings/sessions")({ component: SessionsSection });

function SessionsSection() {
  usePageTitle("Sessions", "Your settings");
  return <SessionsPanel />;
}
