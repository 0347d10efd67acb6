import { createFileRoute } from "@tanstack/react-router";
import { usePageTitle } from "@/shell/page-title";
import { SessionsPanel } from "@/user-settings/sessions-panel";

export const Route = createFileRoute("/_session/user-settings/sessions")({ component: SessionsSection });

function SessionsSection() {
  usePageTitle("Sessions", "Your settings");
  return <SessionsPanel />;
}
