import { oauthCopy } from "./copy";

/** The messages of the codes in `?problem=`, with which the OAuth callback redirects. */
const callbackErrors: Partial<Record<string, { title: string; detail: string }>> = {
  oauth_denied: oauthCopy.errors.denied,
  oauth_state: oauthCopy.errors.state,
  oauth_failed: oauthCopy.errors.failed,
  email_unverified: oauthCopy.errors.emailUnverified,
  account_exists: oauthCopy.errors.accountExists,
  account_linked_elsewhere: oauthCopy.errors.linkedElsewhere,
  banned: oauthCopy.errors.banned,
  sign_up_refused: oauthCopy.errors.signUpRefused,
  waitlisted: oauthCopy.errors.waitlisted,
};

/** The message of a code in `?problem=`; a generic one for unknown codes. */
export function describeCallbackError(code: string): { title: string; detail: string } {
  return Object.hasOwn(callbackErrors, code) && callbackErrors[code]
    ? callbackErrors[code]
    : oauthCopy.errors.unknown;
}
