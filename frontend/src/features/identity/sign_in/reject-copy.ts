/** The texts of rejecting a sign-in. */
export const rejectCopy = {
  title: "Was this not you?",
  text: "If you did not sign in, someone else knows your password or reads your mailbox.",
  consequence: "This signs everyone out of your account, in every browser, program and device, and sends you a link to choose a new password. API keys, passkeys and linked accounts stay: check them after you have signed in.",
  submit: "Sign everyone out",
  itWasMe: "It was me",
  done: {
    title: "Everyone is signed out",
    sent: (email: string) => `We sent a link to ${email}. Choose a new password with it.`,
    moved: "Your account has another email address by now. Use the link “This was not me” in the email about that change: it sets your address again and lets you choose a new password.",
  },
  noLink: { title: "No sign-in to reject", detail: "Open the link in the email about the sign-in." },
  toSignIn: "Go to sign-in",
} as const;
