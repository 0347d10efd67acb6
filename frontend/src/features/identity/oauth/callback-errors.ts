/** The messages of the codes in `?problem=`, with which the OAuth callback redirects. */
const callbackErrors: Partial<Record<string, { title: string; detail: string }>> = {
  oauth_denied: { title: "You were not signed in", detail: "The provider says that you cancelled, or that you may not use it here." },
  oauth_state: { title: "This sign-in was not begun here", detail: "It was begun in another browser, or too long ago. Begin again." },
  oauth_failed: { title: "The provider did not answer as it should", detail: "Try again, or sign in another way." },
  email_unverified: {
    title: "Your address there is not verified",
    detail: "Verify your e-mail address at the provider first, or sign in another way.",
  },
  account_exists: {
    title: "There is an account with this address",
    detail: "Its address is not verified yet. Sign in with the password or a code, then link the provider in your settings.",
  },
  account_linked_elsewhere: {
    title: "It is linked to another account",
    detail: "That sign-in belongs to another account here. Unlink it there first.",
  },
  banned: { title: "This account is banned", detail: "Ask the people who run this Steward." },
};

/** The message of a code in `?problem=`; a generic one for unknown codes. */
export function describeCallbackError(code: string): { title: string; detail: string } {
  return Object.hasOwn(callbackErrors, code) && callbackErrors[code]
    ? callbackErrors[code]
    : { title: "The sign-in did not work", detail: "Try again, or sign in another way." };
}
