/** The texts of the check that tells people from programs. */
export const humanCheckCopy = {
  frame: "Human check",
  problem: { title: "The human check could not be loaded", detail: "Something blocks it, such as a browser extension or a network filter. Allow it, then try again." },
  retry: "Try again",
} as const;
