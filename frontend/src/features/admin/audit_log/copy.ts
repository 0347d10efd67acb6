/** The texts of the platform's audit log. */
export const platformAuditCopy = {
  title: "Platform audit log",
  description: "What belongs to no organization: sign-ins, changes of accounts, and what administrators did. Each organization has an audit log of its own.",
  actions: { auth: "Signing in", user: "Accounts", device: "Devices", admin: "Administration", other: "Other" },
  platformChain: "Integrity of the platform's log",
  organizationChain: (organization: string) => `Integrity of the log of ${organization}`,
  verifyOrganization: "Verify audit log",
  ofOrganization: (organization: string) => `of ${organization}`,
} as const;
