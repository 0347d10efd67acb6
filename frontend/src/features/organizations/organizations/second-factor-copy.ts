/** The texts about organizations that require a second factor. */
export const secondFactorCopy = {
  panel: {
    title: "Second factor",
    none: "Members can sign in without a second factor.",
    from: (day: string) => `Members need a second factor from ${day}.`,
    required: (day: string) => `Members have needed a second factor since ${day}.`,
    graceDays: "Days to add one",
    graceHint: "Members without a second factor see a banner until then. Afterwards they can't open the organization.",
    require: "Require a second factor",
    end: "Stop requiring it",
    saved: "The requirement was saved",
  },
  banner: {
    label: "Second factor",
    before: (organization: string, day: string) => `${organization} requires a second factor from ${day}.`,
    after: (organization: string) => `${organization} requires a second factor. Add one to open its pages.`,
    add: "Add second factor",
  },
} as const;
