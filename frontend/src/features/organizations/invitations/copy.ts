import { formatPlural } from "@/format/amount";

/** The texts of invitations: their list, the dialog that creates one, and the page of an invitation link. */
export const invitationsCopy = {
  list: {
    title: "Invitations",
    status: "Invitation status",
    statuses: {
      pending: "Pending",
      accepted: "Accepted",
      declined: "Declined",
      revoked: "Revoked",
      expired: "Expired",
    },
    empty: "No pending invitations",
    noMatch: "No matching invitations",
    link: "Invitation link",
    guestOf: (estates: number) => `with access to ${formatPlural(estates, "estate")}`,
    uses: (count: number) => formatPlural(count, "use"),
    invitedBy: (name: string) => `by ${name}`,
    expires: (day: string) => `expires ${day}`,
  },
  resend: {
    submit: "Resend",
    /** Follows `submit` for screen readers. */
    to: (email: string) => `to ${email}`,
    resent: (email: string) => `The invitation was resent to ${email}`,
  },
  revoke: {
    submit: "Revoke",
    /** `name` follows `submit` for screen readers. */
    invitation: (email: string) => ({
      name: `invitation for ${email}`,
      confirmTitle: `Revoke the invitation for ${email}?`,
      confirm: "Revoke invitation",
    }),
    link: { name: "invitation link", confirmTitle: "Revoke this invitation link?", confirm: "Revoke link" },
    consequence: "It can no longer be used to join. Current members stay.",
    revoked: "The invitation was revoked",
  },
  create: {
    open: "Invite members",
    title: (organization: string) => `Invite members to ${organization}`,
    by: "Invite by",
    byEmail: { name: "Email", note: "One person" },
    byLink: { name: "Link", note: "Anyone with the link" },
    email: "Email",
    emailHint: "Only someone with this email address can accept.",
    role: "Role",
    submitEmail: "Send invitation",
    submitLink: "Create link",
  },
  created: {
    emailTitle: "Invitation sent",
    emailText: (email: string) => `${email} will get an email with this link.`,
    linkTitle: "Link created",
    linkText: "Anyone with this link can join.",
    link: "Invitation link",
    hint: (day: string) => `Expires ${day}. You won't see this link again.`,
    done: "Done",
  },
  page: {
    title: (organization: string) => `Join ${organization}`,
    invitedBy: (name: string) => `${name} invited you to join as`,
    invited: "You're invited to join as",
    forAddress: (email: string, time: string) => `This invitation is for ${email} and expires on ${time}. Use that email address to join.`,
    expires: (time: string) => `This invitation expires on ${time}.`,
    signUp: "Sign up",
    signIn: "Sign in",
    decline: "Decline",
    join: "Join",
    goToSteward: "Go to Steward",
    verifyFirst: "This invitation was sent by email. Verify your email address to accept it.",
    otherAddress: {
      title: "This invitation is for another email address",
      detail: (email: string) => `It was sent to ${email}. Sign in with that email address, or ask for an invitation to yours.`,
      someoneElse: "someone else",
    },
    closed: {
      accepted: { title: "This invitation was accepted", detail: "The person who accepted it is now a member of the organization." },
      declined: { title: "This invitation was declined", detail: "If that was a mistake, ask for a new invitation." },
      revoked: { title: "This invitation was revoked", detail: "Ask the person who invited you for a new one." },
      expired: { title: "This invitation has expired", detail: "Invitations expire after seven days. Ask the person who invited you for a new one." },
    },
  },
} as const;
