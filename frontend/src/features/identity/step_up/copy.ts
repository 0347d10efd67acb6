/** The texts of confirming who one is. */
export const stepUpCopy = {
  title: "Confirm that it's you",
  text: "What you are about to do needs a fresh confirmation. It lasts for 15 minutes.",
  submit: "Confirm",
  password: "Your password",
  code: "Code from your authenticator app",
  codeHint: "Or one of your backup codes.",
  emailCode: "Code from the email",
  sentTo: (email: string) => `We sent a 6-digit code to ${email}.`,
  sendCode: "Email me a code",
  instead: { password: "Use your password", code: "Use your authenticator app", emailCode: "Use a code by email" },
} as const;
