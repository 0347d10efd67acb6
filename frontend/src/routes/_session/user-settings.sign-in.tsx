import { createFileRoute } from "@tanstack/react-router";
import { explainProblem } from "@/features/identity/oauth/callback-errors";
import { AccountsPanel } from "@/features/identity/users/accounts-panel";
import { EmailPanel } from "@/features/identity/users/email-panel";
import { PasswordPanel } from "@/features/identity/users/password-panel";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/user-settings/sign-in")({
  validateSearch: (search): { problem?: string } => (typeof search.problem === "string" ? { problem: search.problem } : {}),
  component: SignInSection,
});

function SignInSection() {
  usePageTitle("Sign-in", "Your settings");
  const { problem } = Route.useSearch();
  const told = problem === undefined ? null : explainProblem(problem);
  return (
    <>
      {told && (
        <Notice tone="danger" title={told.title}>
          {told.detail}
        </Notice>
      )}
      <EmailPanel />
      <PasswordPanel />
      <AccountsPanel />
    </>
  );
}
