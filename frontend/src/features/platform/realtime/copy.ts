/** The texts of the state of the realtime connection. */
export const realtimeCopy = {
  label: "Live updates:",
  live: { label: "Live", hint: "Changes appear automatically." },
  connecting: { label: "Connecting", hint: "Live updates start in a moment." },
  reconnecting: { label: "Reconnecting", hint: "Live updates are paused." },
  offline: { label: "Offline", hint: "This device is offline." },
} as const;
