import { formatPlural } from "@/format/amount";

/** The texts of service accounts. */
export const serviceAccountsCopy = {
  title: "Service accounts",
  description: "Programs of the organization, with a role and API keys of their own. They go on when the person who set them up leaves.",
  denied: (organization: string) => `Only owners and admins of ${organization} can manage service accounts.`,
  empty: { title: "No service accounts yet", text: "Create one for each program, so that you can limit it and stop it by itself." },
  row: {
    disabled: "Disabled",
    keys: (count: number) => formatPlural(count, "key"),
    allEstates: "all estates",
    estates: (count: number) => formatPlural(count, "estate"),
    lastUsed: "last used",
    neverUsed: "never used",
    actions: (name: string) => `Actions for ${name}`,
    edit: "Edit",
    disable: "Disable",
    enable: "Enable",
    delete: "Delete",
    wasDisabled: (name: string) => `${name} was disabled`,
    wasEnabled: (name: string) => `${name} was enabled`,
  },
  disable: {
    title: (name: string) => `Disable ${name}?`,
    consequence: "All of its keys stop working immediately, until you enable it again.",
    confirm: "Disable service account",
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    consequence: (keys: string) => `Its API keys (${keys}) stop working immediately. This can't be undone.`,
    confirm: "Delete service account",
    deleted: (name: string) => `${name} was deleted`,
  },
  form: {
    open: "Create service account",
    title: "Create service account",
    editTitle: (name: string) => `Edit ${name}`,
    name: "Name",
    nameHint: "For example, the name of the program.",
    role: "Role",
    roles: {
      viewer: { name: "Viewer", note: "Reads everything" },
      member: { name: "Member", note: "Works in estates" },
      admin: { name: "Admin", note: "Creates and renames estates, too" },
    },
    limit: "Only selected estates",
    limitHint: "The role holds on these estates only.",
    create: "Create service account",
    save: "Save",
    created: (name: string) => `${name} was created`,
    saved: (name: string) => `${name} was saved`,
  },
} as const;
