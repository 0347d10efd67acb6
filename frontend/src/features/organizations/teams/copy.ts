import { formatPlural } from "@/format/amount";

/** The texts of teams. */
export const teamsCopy = {
  title: "Teams",
  description: "The members of a team have its roles on estates, in addition to their own.",
  denied: (organization: string) => `Guests can't view the teams of ${organization}.`,
  sections: { label: "People", members: "Members", teams: "Teams", roles: "Roles" },
  empty: { title: "No teams yet", text: "Create one to give several members a role on the same estates." },
  row: {
    members: (count: number) => formatPlural(count, "member"),
    noMembers: "No members",
    provisioned: "Provisioned",
    provisionedHint: "Your identity provider manages its name and members.",
    more: (count: number) => `and ${count} more`,
    noEstates: "No estates",
    roleOn: (role: string, estate: string) => `${role} on ${estate}`,
    anotherEstate: "another estate",
    actions: (name: string) => `Actions for ${name}`,
    edit: "Edit",
    delete: "Delete",
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    consequence: "Its members lose the roles on estates that they have only by this team.",
    confirm: "Delete team",
    deleted: (name: string) => `${name} was deleted`,
  },
  form: {
    open: "Create team",
    title: "Create team",
    editTitle: (name: string) => `Edit ${name}`,
    name: "Name",
    members: "Members",
    provisioned: "Your identity provider manages the name and the members of this team. You choose its roles on estates.",
    tooMany: "This team has more members than can be shown here.",
    roles: "Roles on estates",
    create: "Create team",
    save: "Save",
    created: (name: string) => `${name} was created`,
    saved: (name: string) => `${name} was saved`,
  },
} as const;
