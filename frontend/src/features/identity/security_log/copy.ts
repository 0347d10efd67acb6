/** The texts of a user's security log. */
export const securityLogCopy = {
  title: "Security log",
  empty: "No events yet",
  reason: (reason: string) => `Reason: ${reason}`,
} as const;
