/** The texts of signing in with a provider. */
export const oauthCopy = {
  continueWith: (provider: string) => `Continue with ${provider}`,
  errors: {
    denied: { title: "Sign-in was cancelled", detail: "You cancelled, or the provider didn't allow you to continue." },
    state: { title: "This sign-in attempt has expired", detail: "It was started in another browser or too long ago. Try again." },
    failed: { title: "The provider returned an error", detail: "Try again, or sign in another way." },
    emailUnverified: {
      title: "Your email address is not verified with the provider",
      detail: "Verify it there first, or sign in another way.",
    },
    accountExists: {
      title: "An account with this email address already exists",
      detail: "Its email address is not verified yet. Sign in with your password or a code, then link the provider in your settings.",
    },
    linkedElsewhere: {
      title: "This sign-in method belongs to another account",
      detail: "Sign in to the other account and unlink it there first.",
    },
    banned: { title: "This account is banned", detail: "Contact an administrator." },
    signUpRefused: { title: "Sign-up is by invitation only", detail: "Ask an organization to invite this address." },
    waitlisted: { title: "You're on the waitlist", detail: "You get an email when you can sign up." },
    unknown: { title: "Sign-in failed", detail: "Try again, or sign in another way." },
  },
} as const;
