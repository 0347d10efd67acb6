/** The texts of the deleted organizations that the user can restore. */
export const deletedOrganizationsCopy = {
  title: "Deleted organizations",
  text: "You can restore an organization that you owned for 14 days. Then its data is deleted for good.",
  empty: "No deleted organizations",
  deletedBy: (name: string | null) => (name === null ? "Deleted" : `Deleted by ${name}`),
  until: "can be restored until",
  restore: "Restore",
  confirmTitle: (name: string) => `Restore ${name}?`,
  consequence: "All members get their access back, and its API keys work again. Builds that were cancelled stay cancelled.",
  confirm: "Restore organization",
  restored: (name: string) => `${name} was restored`,
} as const;
