import { createFileRoute } from "@tanstack/react-router";
import { Notice } from "@/components/ui/notice";
import { explainProblem } from "@/entrance/problems";
import { usePageTitle } from "@/shell/page-title";
import { AccountsPanel } from "@/user-settings/accounts-panel";
import { EmailPanel } from "@/user-settings/email-panel";
import { PasswordPanel } from "@/user-settings/password-panel";

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
