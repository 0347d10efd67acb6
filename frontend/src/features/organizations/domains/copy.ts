/** The texts of an organization's domains, and of joining by a domain. */
export const domainsCopy = {
  title: "Domains",
  description: "Verify a domain to let people with an email address there join without an invitation.",
  denied: (organization: string) => `Only owners of ${organization} can manage its domains.`,
  empty: "No domains yet",
  joined: (organization: string) => `You joined ${organization}`,
  prove: (email: string) => `Open the link that we emailed to ${email}, then join. It proves that the address is yours.`,
  add: {
    label: "Domain",
    placeholder: "example.com",
    submit: "Add domain",
    added: (domain: string) => `${domain} was added. Verify it next.`,
  },
  row: {
    verified: "Verified",
    notVerified: "Not verified",
    remove: "Remove",
    removeTitle: (domain: string) => `Remove ${domain}?`,
    consequence: "New members can no longer join with this domain. Current members stay.",
    confirm: "Remove domain",
    removed: (domain: string) => `${domain} was removed`,
  },
  verify: {
    found: "Values found at this name:",
    foundAt: "The right value was found at:",
    text: "Add this TXT record to the domain's DNS. Changes can take a few minutes to take effect.",
    name: "Name",
    value: "Value",
    submit: "Verify",
    verified: (domain: string) => `${domain} was verified`,
  },
  autoJoin: {
    label: "Let people join without an invitation",
    hint: (domain: string) => `Anyone who opens a link in a mailbox at ${domain} can join.`,
    role: (domain: string) => `Role of members who join with ${domain}`,
    roles: { member: "Member", viewer: "Viewer" },
  },
} as const;
