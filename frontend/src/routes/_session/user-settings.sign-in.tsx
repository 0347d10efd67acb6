import { createFileRoute } from "@tanstack/react-router";
import { describeCallbackError } from "@/features/identity/oauth/callback-errors";
import { SecondFactorsPanel } from "@/features/identity/second_factors/second-factors-panel";
import { AccountsPanel } from "@/features/identity/users/accounts-panel";
import { usersCopy } from "@/features/identity/users/copy";
import { EmailPanel } from "@/features/identity/users/email-panel";
import { PasswordPanel } from "@/features/identity/users/password-panel";
import { UserOnly } from "@/features/identity/users/user-only";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";

export const Route = createFileRoute("/_session/user-settings/sign-in")({
  validateSearch: (search): { problem?: string } => (typeof search.problem === "string" ? { problem: search.problem } : {}),
  component: SignInSection,
});

function SignInSection() {
  usePageTitle(usersCopy.settings.sections.signIn, usersCopy.settings.title);
  const { problem } = Route.useSearch();
  const callbackError = problem === undefined ? null : describeCallbackError(problem);
  return (
    <UserOnly>
      {callbackError && (
        <Notice tone="danger" title={callbackError.title}>
          {callbackError.detail}
        </Notice>
      )}
      <EmailPanel />
      <PasswordPanel />
      <SecondFactorsPanel />
      <AccountsPanel />
    </UserOnly>
  );
}
