/** The texts of the audit stream. */
export const auditStreamCopy = {
  title: "Streaming",
  explanation: "Sends every new event to a receiver outside, for example a SIEM: signed as in Standard Webhooks, in batches, in the order of the log, at least once.",
  create: { url: "Receiver URL", hint: "The HTTPS address of a public host.", submit: "Start streaming" },
  secret: {
    label: "Signing secret",
    hint: "Copy it now: it is shown only once. The receiver verifies deliveries with it.",
    done: "I have copied it",
  },
  status: { active: "Active", failing: "Failing", paused: "Paused" },
  position: (delivered: string, latest: string) => `Event ${delivered} of ${latest} delivered`,
  lastDelivery: "Last delivery",
  noDelivery: "Nothing delivered yet",
  failing: { title: "The last delivery failed", detail: (count: number) => `${count === 1 ? "1 failed attempt" : `${count} failed attempts`} in a row. Steward tries again, and pauses the stream after 14.` },
  paused: { title: "The stream is paused", detail: "It continues after the last delivered event when you resume it." },
  test: { submit: "Send test delivery", done: "The receiver accepted the test delivery", failed: "The test delivery failed" },
  pause: { submit: "Pause", done: "The stream is paused" },
  resume: { submit: "Resume", done: "The stream is resumed" },
  remove: {
    submit: "Delete stream",
    title: "Delete the audit stream?",
    consequence: "No further events are sent, and the signing secret ends. A new stream starts with the next event.",
    done: "The stream was deleted",
  },
} as const;
