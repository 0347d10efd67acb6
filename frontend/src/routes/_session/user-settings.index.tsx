import { createFileRoute, redirect } from "@tanstack/react-router";
import { ProfileSection } from "@/features/identity/users/profile-section";

export const Route = createFileRoute("/_session/user-settings/")({
  // The OAuth callback redirects here with `problem` when linking fails.
  validateSearch: (search): { problem?: string } => (typeof search.problem === "string" ? { problem: search.problem } : {}),
  beforeLoad: ({ search: { problem } }) => {
    if (problem) throw redirect({ to: "/user-settings/sign-in", search: { problem }, replace: true });
  },
  component: ProfileSection,
});
