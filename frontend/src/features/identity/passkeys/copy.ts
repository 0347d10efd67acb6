/** The texts of passkeys and security keys. */
export const passkeysCopy = {
  signIn: "Use a passkey",
  secondFactor: "Use a passkey or security key",
  confirm: "Confirm with a passkey",
  notUsed: { title: "The passkey was not used", detail: "You cancelled it, or this browser has no passkey for Steward." },
  add: {
    open: "Add passkey or security key",
    title: "Add a passkey",
    text: "Your browser asks you to create it. A passkey that checks your fingerprint, face or PIN signs you in by itself; any other is a second factor.",
    name: "Name",
    defaultName: "Passkey",
    submit: "Create passkey",
    done: "Your passkey was added",
  },
  row: {
    passkey: "Signs you in by itself",
    securityKey: "Second factor only",
    since: (day: string) => `since ${day}`,
    remove: "Remove",
    removeTitle: (name: string) => `Remove ${name}?`,
    consequence: "You can no longer sign in with it.",
    removed: (name: string) => `${name} was removed`,
  },
} as const;
