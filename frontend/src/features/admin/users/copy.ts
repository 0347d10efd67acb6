import { formatPlural } from "@/format/amount";

/** The texts of the administrators' pages of users. */
export const adminUsersCopy = {
  list: {
    title: "Users",
    search: "Search by name or email",
    status: "Ban status",
    statuses: { all: "All users", banned: "Banned", allowed: "Not banned" },
    noMatch: "No matching users",
    organizations: (count: number) => formatPlural(count, "organization"),
    lastSeen: "last seen",
    neverSeen: "never seen",
  },
  badges: {
    banned: "Banned",
    administrator: "Administrator",
    bot: "Bot",
    notVerified: "Not verified",
  },
  page: {
    bannedUntil: (time: string) => `Banned until ${time}`,
    bannedPermanently: "Banned permanently",
    details: "Details",
    id: "ID",
    created: "Created",
    lastSeen: "Last seen",
    never: "Never",
    organizations: "Organizations",
    noOrganizations: "No organizations",
  },
  sessions: {
    title: "Sessions",
    empty: "No sessions",
    revoke: "Revoke all",
    revokeTitle: (name: string) => `Revoke all sessions of ${name}?`,
    consequence: "The user will be signed out everywhere.",
    confirm: "Revoke sessions",
    revoked: (name: string) => `All sessions of ${name} were revoked`,
  },
  actions: {
    title: "Actions",
    administrator: "Administrators can't be impersonated, banned or deleted. Make them a user first.",
    yourself: "You can't act on your own account here.",
  },
  role: {
    admin: {
      submit: "Make administrator",
      title: (name: string) => `Make ${name} an administrator?`,
      consequence: "Administrators see every organization, impersonate and ban users, and make other users administrators.",
      done: (name: string) => `${name} is now an administrator`,
    },
    user: {
      submit: "Remove administrator",
      title: (name: string) => `Make ${name} a user again?`,
      consequence: "They are signed out everywhere, and their impersonations end.",
      done: (name: string) => `${name} is no longer an administrator`,
    },
  },
  impersonate: {
    submit: "Impersonate user",
    title: (name: string) => `Impersonate ${name}?`,
    consequence: "For one hour, you see and do everything as this user. The audit log records your name with everything you do.",
    reason: "Reason",
    reasonHint: "Kept in the audit log.",
  },
  ban: {
    open: "Ban user",
    title: (name: string) => `Ban ${name}`,
    consequence: "The user is signed out everywhere and can't sign in.",
    reason: "Reason",
    reasonHint: "Shown to other administrators.",
    until: "Until",
    untilHint: "Leave empty to ban the user permanently.",
    submit: "Ban user",
    onlyOwner: "The user is the only owner of organizations with other members",
    onlyOwnerDetail: "Nobody can manage these organizations while the user is banned:",
    force: "Ban anyway",
    banned: (name: string) => `${name} was banned`,
  },
  unban: {
    submit: "Unban user",
    unbanned: (name: string) => `${name} was unbanned`,
  },
  delete: {
    submit: "Delete user",
    title: (name: string) => `Delete ${name}?`,
    consequence:
      "This permanently deletes the user, and organizations that have no other members. Users who are the only owner of an organization with other members can't be deleted.",
    confirmLabel: "Email address of the user",
    confirm: "Delete user",
    deleted: (name: string) => `${name} was deleted`,
  },
} as const;
