/** The texts that tell how a build ended. */
export const notificationsCopy = {
  live: (number: number) => `Build #${number} is live`,
  notActive: (number: number) => `Build #${number} is complete, but not active`,
  failed: (number: number) => `Build #${number} failed`,
  cancelled: (number: number) => `Build #${number} was cancelled`,
  view: "View build",
  /** Before the title of the page. */
  titleMarks: { running: "● ", complete: "✓ ", failed: "✗ ", cancelled: "– " },
} as const;
