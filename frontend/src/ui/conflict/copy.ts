/** The texts of an edit of something that somebody else has changed meanwhile. */
export const conflictCopy = {
  title: "Somebody else changed this",
  description: "It was changed after you opened it. Now it is:",
  save: "Save anyway",
  load: "Load the new state",
  consequence: "“Save anyway” replaces these values by yours. “Load the new state” discards your changes.",
  empty: "–",
} as const;
