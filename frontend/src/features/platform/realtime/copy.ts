/** The texts of the state of the realtime connection. */
export const realtimeCopy = {
  label: "Live updates:",
  live: { label: "Live", hint: "Changes appear automatically." },
  connecting: { label: "Connecting", hint: "Live updates are being connected." },
  reconnecting: { label: "Reconnecting", hint: "Live updates are interrupted." },
  offline: { label: "Offline", hint: "This device is offline." },
} as const;
