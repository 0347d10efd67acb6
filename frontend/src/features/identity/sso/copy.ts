/** The texts of single sign-on. */
export const ssoCopy = {
  title: "Single sign-on",
  text: "Enter your work email. We'll send you to your organization's sign-in page.",
  email: "Work email",
  submit: "Continue",
  anotherWay: "Sign in another way",
  banner: {
    label: "Single sign-on",
    text: (organization: string) => `${organization} requires single sign-on. Sign in with it to open its pages.`,
    submit: "Sign in with single sign-on",
  },
  reason: (code: string) => `The provider's reason: ${code}.`,
  problems: {
    sso_unrequested: {
      title: "Sign-in has to start here",
      detail: "Starting from the identity provider is not supported. Enter your work email to sign in.",
    },
    sso_refused: { title: "The identity provider refused the sign-in", detail: "Try again. If it happens again, tell an owner of your organization." },
    sso_client: {
      title: "The identity provider doesn't accept the connection",
      detail: "The client id or the client secret is wrong or has expired. Tell an owner of your organization.",
    },
    sso_provider: {
      title: "The identity provider didn't answer as expected",
      detail: "Try again. If it happens again, tell an owner of your organization.",
    },
    sso_email_missing: {
      title: "The identity provider sent no email address",
      detail: "It has to send a verified address as the claim email. Tell an owner of your organization.",
    },
    sso_domain: {
      title: "This address isn't at a domain of the organization",
      detail: "The identity provider signed you in with an address outside of the domains that the organization has verified.",
    },
    sso_linked_elsewhere: {
      title: "This address belongs to another account",
      detail: "The account is linked to somebody else at the identity provider, or has another address now. Tell an owner of your organization.",
    },
    sso_removed: {
      title: "You're no longer a member of this organization",
      detail: "Your membership has ended. Ask an owner or admin to invite you.",
    },
    sso_changed: { title: "Single sign-on was changed meanwhile", detail: "Try again, or sign in another way." },
  },
} as const;
