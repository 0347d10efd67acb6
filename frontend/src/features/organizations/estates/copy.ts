/** The texts of an organization's estates. */
export const estatesCopy = {
  title: "Estates",
  empty: "No estates yet",
  noAccess: {
    title: "No estates yet",
    canCreate: "An estate has its own repository, builds and configuration.",
    cannotCreate: "Ask an owner or admin for access to an estate.",
  },
  create: {
    open: "Create estate",
    title: "Create estate",
    description: (organization: string) => `Each estate of ${organization} has its own repository, builds and configuration.`,
    name: "Name",
    submit: "Create estate",
  },
  default: {
    badge: "Default",
    explanation: "Opens by default. To delete it, make another estate the default first.",
    submit: "Make default",
    changed: (name: string) => `${name} is now the default estate`,
  },
  rename: {
    open: "Rename",
    title: (name: string) => `Rename ${name}`,
    name: "Name",
    submit: "Rename estate",
    renamed: "The estate was renamed",
  },
  delete: {
    open: "Delete",
    title: (name: string) => `Delete ${name}?`,
    consequence: "This permanently deletes its repository connection, builds, logs and configurations. The repository itself is not affected.",
    confirmLabel: "Estate name",
    confirm: "Delete estate",
    deleted: (name: string) => `${name} was deleted`,
  },
  select: {
    label: "Estates",
    empty: "The organization has no estates yet.",
  },
} as const;
