/** The names of the platform's pages, which are loaded for its administrators. */
export const adminPagesCopy = {
  users: "Users",
  waitlist: "Waitlist",
  signUp: "Allowed to sign up",
  organizations: "Organizations",
  estates: "Estates",
  allBuilds: "All builds",
  deliveries: "Deliveries",
  undecodable: "Undecodable messages",
  webhooks: "Webhooks",
  auditLog: "Audit log",
  sealing: "Sealing keys",
  session: "Session",
} as const;
