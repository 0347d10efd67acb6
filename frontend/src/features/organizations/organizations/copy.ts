/** The texts of the page that creates an organization, and of a membership that ended. */
export const organizationsCopy = {
  membershipEnded: (organization: string) => `You're no longer a member of ${organization}`,
  create: {
    title: "Create organization",
    first: "You're not a member of an organization yet. Create one, or ask to be invited to one.",
    another: "You'll be the owner of the new organization.",
    submit: "Create organization",
    suggestions: "Organizations you can join",
    ask: "Ask to join",
    join: "Join",
  },
} as const;
