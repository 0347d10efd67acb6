import { formatPlural } from "@/format/amount";

/** The texts of an organization's members and their roles. */
export const membersCopy = {
  title: "Members",
  denied: (organization: string) => `Guests can't view the members of ${organization}.`,
  search: "Search by name, email or Slack name",
  role: "Role",
  anyRole: "Any role",
  internal: { title: "Internal", empty: "No members" },
  external: { title: "External", empty: "No guests or external members" },
  noMatch: "No matching members",
  roles: {
    owner: { label: "Owner", withArticle: "an owner", note: "Full access, including deleting the organization" },
    admin: { label: "Admin", withArticle: "an admin", note: "Manages settings and members below admin" },
    member: { label: "Member", withArticle: "a member", note: "Works in every estate" },
    viewer: { label: "Viewer", withArticle: "a viewer", note: "Read-only access to everything" },
    guest: { label: "Guest", withArticle: "a guest", note: "Access to selected estates only" },
    external: { label: "External", withArticle: "an external member", note: "Known from a connected Slack workspace" },
  },
  row: {
    you: "(you)",
    bot: "(bot)",
    slack: "Slack:",
    estates: (count: number) => formatPlural(count, "estate"),
    lastSeen: "last seen",
    joined: "joined",
  },
  changeRole: {
    label: (member: string, role: string) => `Role of ${member}: ${role}`,
    changed: (member: string, roleWithArticle: string) => `${member} is now ${roleWithArticle}`,
    custom: (member: string, role: string) => `${member} now has the role ${role}`,
    limited: (baseRole: string) => `${baseRole}, limited to some permissions`,
    owner: {
      title: (member: string) => `Make ${member} an owner?`,
      consequence: (organization: string) =>
        `Owners have full access to ${organization}. They can change every role, including yours, and delete the organization.`,
      confirm: "Make owner",
    },
    stepDown: {
      title: (organization: string) => `Step down as an owner of ${organization}?`,
      consequence: (roleWithArticle: string) => `You'll be ${roleWithArticle}. Only another owner can make you an owner again.`,
      confirm: "Step down",
    },
  },
  guest: {
    title: (member: string) => `Make ${member} a guest`,
    submit: "Make guest",
    consequence: "Guests can access only the estates that you select here.",
  },
  changed: { role: "Role", estates: "Roles on estates" },
  estateRoles: {
    label: "Roles on estates",
    none: "No role",
    empty: "No estates yet",
    roleOn: (estate: string) => `Role on ${estate}`,
    title: (member: string) => `Roles of ${member} on estates`,
    ofMember: "On each estate, the highest of these roles, the roles of the member's teams and the role in the organization counts.",
    ofGuest: "Guests can access only the estates on which they, or a team of theirs, have a role.",
    submit: "Save roles",
    saved: (member: string) => `The roles of ${member} were saved`,
    count: (count: number) => `roles on ${formatPlural(count, "estate")}`,
  },
  actions: {
    label: (member: string) => `Actions for ${member}`,
    estates: "Roles on estates",
    remove: "Remove member",
  },
  remove: {
    title: (member: string) => `Remove ${member}?`,
    consequence: (email: string, organization: string) =>
      `${email} loses access to ${organization} and all of its estates immediately, and their API keys for it stop working.`,
    confirm: "Remove member",
    removed: (member: string, organization: string) => `${member} was removed from ${organization}`,
  },
  picker: {
    search: "Search by name or email",
    noMatch: "No matching members",
    empty: "No members to choose from",
  },
} as const;
