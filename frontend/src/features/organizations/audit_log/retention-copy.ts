/** The texts of how long audit events are kept. */
export const retentionCopy = {
  title: "Retention",
  explanation: "Older events are removed once a day. The rest of the log stays verifiable. Events that an audit stream hasn't delivered yet are kept.",
  label: "Keep audit events",
  forever: "For ever",
  days: (days: number) => (days % 365 !== 0 ? `${days} days` : days === 365 ? "1 year" : `${days / 365} years`),
  submit: "Save",
  saved: "The retention was saved",
  confirm: {
    title: (time: string) => `Keep audit events for ${time}?`,
    consequence: "Older events are removed from tomorrow on. You can no longer read or export them.",
    submit: "Remove older events",
  },
} as const;
