/** The texts of a user's sessions, in their own settings and for administrators. */
export const sessionsCopy = {
  title: "Sessions",
  empty: "No sessions",
  row: {
    current: "Current session",
    apiClient: "API client",
    impersonated: "Impersonated by an administrator",
    lastSeen: "last seen",
    signedIn: "signed in",
  },
  revoke: {
    submit: "Revoke",
    /** Follows `submit` for screen readers. */
    of: (device: string) => `session of ${device}`,
    confirmTitle: "Revoke this session?",
    consequence: (device: string) => `${device} will be signed out.`,
    confirm: "Revoke session",
    done: "The session was revoked",
  },
  revokeOthers: {
    submit: "Revoke other sessions",
    confirmTitle: "Revoke all other sessions?",
    consequence: "All of your other browsers and programs will be signed out. You stay signed in here.",
    confirm: "Revoke sessions",
    done: "All other sessions were revoked",
  },
} as const;
